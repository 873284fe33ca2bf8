"""The labelled reviews are what they were when they were set aside, and each half can stand for the other."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

FOLDER: Final = Path(__file__).with_name("labelled")
HELD_OUT_DIGEST: Final = "8b79aa9b47337245a5dfaaab73200e0e4a2760521b5cf18c6d5d6860d2d95e42"


def rows(half):
    return [json.loads(line) for line in (FOLDER / f"{half}.jsonl").read_text().splitlines()]


def test_the_held_out_half_is_the_one_that_was_set_aside_first():
    assert hashlib.sha256((FOLDER / "held_out.jsonl").read_bytes()).hexdigest() == HELD_OUT_DIGEST


def test_there_are_six_hundred_and_no_text_of_one_half_is_in_the_other():
    tuning, held_out = rows("tuning"), rows("held_out")

    assert len(tuning) + len(held_out) >= 600
    assert not {row["text"] for row in tuning} & {row["text"] for row in held_out}


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_each_half_has_every_kind(half):
    kinds = Counter(row["category"] for row in rows(half))

    assert min(kinds.values()) >= 6
    assert set(kinds) == {
        *("clean", "tricky", "profane", "obfuscated", "insult", "spam", "contact", "noise", "language"),
        *("duplicate", "burst"),
    }


def test_a_group_lies_in_one_half():
    groups = [{row["group"] for row in rows(half) if "group" in row} for half in ("tuning", "held_out")]

    assert not groups[0] & groups[1]
