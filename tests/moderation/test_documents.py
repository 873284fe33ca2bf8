"""A policy's document says where it is wrong, and the lists in it can't hold anything up."""

from typing import Any

import msgspec
import pytest

from moderation.documents import (
    BUILT_IN,
    built_in,
    document_from,
    document_name,
    document_read,
    document_value,
    policy_of,
)
from moderation.errors import BadPattern, BadPolicy
from moderation.lists import Patterns, WordList
from moderation.triggers import Triggers
from tests.moderation.test_labelled_set import rows


def changed(**given):
    value = document_value(built_in())
    for path, new in given.items():
        *way, last = path.split("__")
        target: Any = value
        for step in way:
            target = target[step]
        target[last] = new
    return value


def test_a_document_comes_back_from_json_as_it_was():
    again = document_from(msgspec.json.decode(msgspec.json.encode(document_value(built_in()))))

    assert again == built_in()
    assert document_name(again) == document_name(built_in())
    assert document_name(document_from(changed(thresholds__reject=0.9))) != document_name(built_in())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"thresholds__reject": 0.1}, "“person” is above “reject”"),
        ({"thresholds__person": 2}, r"thresholds.person"),
        ({"detectors__links__weight": "heavy"}, r"weight"),
        ({"detectors__links__colour": 1}, "colour"),
        ({"detectors__links__options": {}}, "detectors.links.options: “severity” is missing"),
        ({"detectors__links__words__more": []}, "detectors.links.words: there is no “more”"),
        ({"detectors__profanity__words__mild": ["*"]}, "“\\*” is no word"),
        ({"detectors__telepathy": {}}, "there is no “telepathy”"),
    ],
)
def test_what_is_wrong_is_said(given, message):
    with pytest.raises(BadPolicy, match=message):
        document_from(changed(**given))


@pytest.mark.parametrize("text", ["", "{", "[thresholds]\nreject = 1", "a = [", "[1]"])
def test_a_file_that_is_no_policy_is_refused(text):
    with pytest.raises(BadPolicy):
        document_read(text)


@pytest.mark.parametrize("pattern", ["(", "a*", r"(?:a+)+$!", "(?P<x>b"])
def test_a_pattern_that_cannot_work_is_refused_with_its_text(pattern):
    with pytest.raises(BadPattern) as caught:
        policy_of(document_from(changed(detectors__advertising__patterns__clear=[pattern])), version="1")
    assert pattern in str(caught.value)


def test_toml_and_json_say_the_same():
    assert document_read(BUILT_IN.read_text()) == document_read(msgspec.json.encode(built_in()).decode())


def test_a_word_list_knows_beginnings_masks_and_halves():
    words = WordList(["shit*", "twat"])

    assert "shitty" in words
    assert "shlt" in words
    assert "twatter" not in words
    assert "this" not in words
    assert words.hides("sh*tty")
    assert words.hides("s***")
    assert not words.hides("t-shirt")
    assert words.splits("sh", "it")
    assert not words.splits("this", "hit")


def test_no_pattern_is_passed_over_that_would_match():
    patterns = [
        pattern
        for settings in built_in().detectors.values()
        for entries in settings.patterns.values()
        for pattern in entries
    ]
    triggers, slow = Triggers(patterns), [Patterns([pattern]) for pattern in patterns]
    candidates = 0
    for row in rows("tuning"):
        text = row["text"].lower()
        places = set(triggers.candidates(text))
        candidates += len(places)
        missed = set(range(len(patterns))) - places
        assert not [patterns[place] for place in missed if slow[place]._patterns[0].search(text)], text

    assert candidates < 0.15 * len(patterns) * len(rows("tuning"))
