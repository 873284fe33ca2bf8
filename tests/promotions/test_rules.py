"""From searches to changes. Pure."""

from datetime import UTC, datetime, timedelta

import pytest

from consumers.api import Delivery
from consumers.records import Record
from promotions.matching import Match
from promotions.rules import event_subject, is_held_out, promotion_changes
from tests.searches import search
from tracking.topics import SEARCHES

T = 1_700_000_000_000


def delivery(keyword, *, who="anna", date=T, timestamp=T + 50, **fields):
    event = search(keyword, who=who, date=date, **fields)
    return Delivery(event, Record(SEARCHES.full_name, 0, 0, timestamp, None, b"", []))


def match(keyword):
    return () if keyword == "nothing" else (Match(len(keyword), 1.0),)


def changes(*deliveries, **aliases):
    names = {event_subject(delivery.event) for delivery in deliveries}
    subjects = {name: aliases.get(name.replace(":", "_"), name) for name in names}
    return promotion_changes(deliveries, subjects=subjects, match=match)


def keywords(found):
    return {change.subject: change.keyword for change in found}


def test_the_latest_search_decides():
    assert keywords(changes(delivery("first", date=T), delivery("second", date=T + 1))) == {
        "u:anna": "second"
    }


def test_a_late_arrival_does_not():
    assert keywords(changes(delivery("newer", date=T + 1), delivery("older", date=T))) == {"u:anna": "newer"}


def test_at_the_same_millisecond_the_message_id_decides_whatever_the_order():
    one, two = delivery("one", message_id="a"), delivery("two", message_id="b")
    assert changes(one, two) == changes(two, one)
    assert keywords(changes(one, two)) == {"u:anna": "two"}


def test_a_search_without_promotions_leaves_the_earlier_one():
    assert keywords(changes(delivery("first"), delivery("nothing", date=T + 9))) == {"u:anna": "first"}


def test_bots_change_nothing():
    assert changes(delivery("humidifier", is_bot=True)) == []


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (None, True),
        ("analytics+personalisation", True),
        ("personalisation", True),
        ("granted", True),
        ("analytics", False),
        ("none", False),
    ],
)
def test_only_what_may_be_used_for_personalisation_does(said, counts):
    assert bool(changes(delivery("humidifier", consent=said))) is counts


def test_an_alias_and_its_account_are_one_subject():
    found = changes(
        delivery("before login", who=None, anonymous_id="x", date=T),
        delivery("after login", date=T + 1),
        a_x="u:anna",
    )
    assert keywords(found) == {"u:anna": "after login"}


def test_changes_are_sorted_so_that_two_workers_lock_in_one_order():
    found = changes(delivery("a", who="zoe"), delivery("b", who="anna"), delivery("c", who="mia"))
    assert [change.subject for change in found] == ["u:anna", "u:mia", "u:zoe"]


def test_a_date_in_the_future_counts_as_kafkas_own_time():
    change = changes(delivery("tomorrow", date=T + 10**12, timestamp=T))[0]
    assert change.source_date == T


def test_a_search_of_2021_takes_effect_and_expires_by_kafkas_time():
    change = changes(delivery("humidifier", date=1_640_912_388_090, timestamp=T))[0]
    assert change.source_date == 1_640_912_388_090
    assert change.expires_at == datetime.fromtimestamp(T / 1000, UTC) + timedelta(days=30)


@pytest.mark.parametrize("length", [200, 5000])
def test_long_keywords_are_cut_to_the_column(length):
    assert len(changes(delivery("x" * length))[0].keyword) == 200


def test_the_holdout_is_stable_and_about_as_large_as_asked():
    held = [number for number in range(10_000) if is_held_out(f"u:{number}", percent=10)]
    assert 900 < len(held) < 1100
    assert held == [number for number in range(10_000) if is_held_out(f"u:{number}", percent=10)]
    assert not any(is_held_out(f"u:{number}", percent=0) for number in range(1000))
