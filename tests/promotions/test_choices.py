"""What people said about their deals, against a consumer that lags or reads again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from consumers.api import Delivery, run_batch
from consumers.records import Record
from consumers.registry import consumer_by_name
from promotions import rules
from promotions.matching import Match
from promotions.models import SubjectInterest
from promotions.selectors import explanation_for, strip_for
from promotions.services import activity_clear, promotion_dismiss, user_promotions_apply
from tests.searches import promotion, search
from tracking import identity
from tracking.topics import SEARCHES
from tracking.visitors import now_ms

T = 1_700_000_000_000


def delivery(event, *, stamp):
    return Delivery(event, Record(SEARCHES.full_name, 0, 0, stamp, None, b"", []))


def consume(*events, stamp=None):
    run_batch(consumer_by_name("promotions"), [delivery(event, stamp=stamp or now_ms()) for event in events])


def keyword(subject="u:anna"):
    return strip_for([subject], now=timezone.now()).keyword


@pytest.mark.parametrize(
    ("received", "stamp", "counts"),
    [
        (T - 1, T - 1, False),
        (T, T, False),
        (T + 1, T + 1, True),
        # Waited for the broker while the person cleared.
        (T - 1, T + 60_000, False),
        # From another system, which says not when it was received.
        (None, T - 1, False),
        (None, T + 1, True),
    ],
)
def test_what_was_received_before_the_clearing_changes_nothing(received, stamp, counts):
    event = search(date=T + 5, received_at=received)

    changes = rules.promotion_changes(
        [delivery(event, stamp=stamp)],
        subjects={"u:anna": "u:anna"},
        match=lambda _: (Match(1, 1.0),),
        cleared={"u:anna": T},
    )

    assert bool(changes) is counts


def test_an_old_search_that_arrives_after_the_clearing_counts():
    event = search(date=1_640_912_388_090, received_at=None)

    (change,) = rules.promotion_changes(
        [delivery(event, stamp=T + 1)],
        subjects={"u:anna": "u:anna"},
        match=lambda _: (Match(1, 1.0),),
        cleared={"u:anna": T},
    )

    assert change.source_date == 1_640_912_388_090


def test_of_a_batch_only_what_came_after_the_clearing_counts():
    before = search("headphones", date=T + 9, received_at=T - 1)
    after = search("humidifier", date=T + 2, received_at=T + 1)

    (change,) = rules.promotion_changes(
        [delivery(before, stamp=T + 9), delivery(after, stamp=T + 9)],
        subjects={"u:anna": "u:anna"},
        match=lambda _: (Match(1, 1.0),),
        cleared={"u:anna": T},
    )

    assert change.keyword == "humidifier"


@pytest.mark.django_db
def test_a_replay_brings_nothing_back_and_a_new_search_counts():
    promotion("humidifier")
    promotion("headphones")
    old = search("humidifier")
    consume(old)
    before = keyword()

    activity_clear(subjects=["u:anna"], now=timezone.now())
    consume(old, stamp=old.received_at)
    replayed = (keyword(), SubjectInterest.objects.exists())
    consume(search("headphones", received_at=now_ms() + 5), stamp=now_ms() + 5)

    assert (before, replayed, keyword()) == ("humidifier", ("", False), "headphones")


@pytest.mark.django_db
def test_a_batch_that_was_under_way_while_the_person_cleared_is_not_shown():
    row = promotion("humidifier")
    stamp = now_ms() - 1_000
    activity_clear(subjects=["u:anna"], now=timezone.now())

    # As the consumer would, which had asked for clearings a moment before this one.
    change = rules.InterestChange(
        subject="u:anna",
        keyword="humidifier",
        source_date=stamp,
        source_id="m1",
        expires_at=datetime.fromtimestamp(stamp / 1000, UTC) + rules.INTEREST_LIFETIME,
        matches=(Match(row.pk, 1.0),),
    )
    user_promotions_apply(changes=[change])

    assert (SubjectInterest.objects.exists(), keyword()) == (True, "")


@pytest.mark.django_db
def test_clearing_reaches_every_name_of_a_person_and_nobody_else():
    promotion("humidifier")
    identity.alias_record(alias="a:browser", subject="u:anna")
    old = search("humidifier", who=None, anonymous_id="browser")
    consume(old, search("humidifier", who="ben"))

    activity_clear(subjects=["u:anna"], now=timezone.now())
    consume(old, stamp=old.received_at)

    assert (keyword("u:anna"), keyword("a:browser"), keyword("u:ben")) == ("", "", "humidifier")


@pytest.mark.django_db
def test_a_dismissed_promotion_makes_room_for_the_next_best():
    rows = [promotion("humidifier", title=f"Humidifiers {number}", priority=number) for number in range(6)]
    consume(search("humidifier"))

    promotion_dismiss(subjects=["u:anna"], promotion_id=rows[5].pk, now=timezone.now())
    promotion_dismiss(subjects=["u:anna"], promotion_id=rows[5].pk, now=timezone.now())
    explanation = explanation_for(["u:anna"], now=timezone.now())

    assert [offer.title for offer in explanation.strip.offers] == [f"Humidifiers {n}" for n in (4, 3, 2, 1)]
    assert [offer.title for offer in explanation.dismissed] == ["Humidifiers 5"]
    assert explanation.searched_at
    assert timezone.now() - explanation.searched_at < timedelta(minutes=1)
