"""The operator's way with refused records: ``dead_letters list | show | replay | discard``."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from consumers import dead_letters
from consumers.dead_letters import Reject
from consumers.models import DeadLetter
from consumers.records import Record
from promotions.models import UserPromotion
from tests.searches import promotion, search
from tracking import codec
from tracking.topics import SEARCHES

pytestmark = pytest.mark.django_db


def letter(content, *, offset=0, error="no such column"):
    record = Record(SEARCHES.full_name, 0, offset, 1_700_000_000_000, None, content, [])
    dead_letters.record(consumer="promotions", rejects=[Reject(record, ValueError(error))])
    return DeadLetter.objects.get(offset=offset)


def run(*arguments):
    out = io.StringIO()
    call_command("dead_letters", *arguments, stdout=out)
    return out.getvalue()


def test_a_record_refused_twice_is_one_letter_with_the_later_error():
    letter(b"{", error="first")
    assert letter(b"{", error="second").error == "second"


def test_list_shows_open_letters_of_one_consumer_on_a_line_each():
    letter(b"{", error="no such\ncolumn")
    line = run("list", "--consumer", "promotions").strip()
    assert line.endswith(f"{SEARCHES.full_name}[0]@0\tValueError: no such column")
    assert run("list", "--consumer", "analytics") == ""


def test_show_prints_the_payload():
    assert "payload: {broken" in run("show", str(letter(b"{broken").pk))


def test_replay_takes_effect_and_closes_the_letter():
    promotion("humidifier")
    kept = letter(codec.encode(search("humidifier")))

    assert run("replay", str(kept.pk)) == f"{kept.pk}\treplayed\n"

    assert UserPromotion.objects.get().subject == "u:anna"
    kept.refresh_from_db()
    assert kept.status == DeadLetter.Status.REPLAYED
    assert run("list") == ""


def test_replaying_what_is_still_wrong_leaves_it_open_and_fails():
    kept = letter(b"{")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 failed again and stay open") as failure:
        call_command("dead_letters", "replay", "--all", "--json", stdout=out)
    assert failure.value.returncode == 1
    assert json.loads(out.getvalue()) == [
        {"id": kept.pk, "result": "MalformedEvent: Input data was truncated"}
    ]
    kept.refresh_from_db()
    assert kept.status == DeadLetter.Status.OPEN


def test_discard_closes_but_keeps_it():
    kept = letter(b"{")
    run("discard", str(kept.pk))
    assert DeadLetter.objects.get().status == DeadLetter.Status.DISCARDED


def test_ids_that_do_not_exist_are_named():
    with pytest.raises(CommandError, match="no open dead letter 7, 9"):
        run("replay", "7", "9")


def test_neither_ids_nor_all_is_wrong_usage():
    with pytest.raises(CommandError) as failure:
        run("discard")
    assert failure.value.returncode == 2
