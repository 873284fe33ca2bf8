"""The made-up history: the same whenever it is asked for, believable, and sent through Kafka once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from operations.seed.history import timeline
from operations.seed.history.sending import history_send
from tests.analytics.reports.past import SHELF
from tests.kafka import messages_of
from tests.waiting import until
from tracking.events import event_name
from tracking.models import IdentityAlias
from tracking.topics import TOPICS

NOW = datetime(2026, 3, 10, 18, tzinfo=UTC)


def made(*, days=4, now=NOW):
    return list(timeline.events(days=days, now=now, shelf=SHELF, scale=0.2))


def test_the_same_days_have_the_same_events_whenever_they_are_asked_for():
    today, later = made(), made(days=5, now=NOW + timedelta(days=1))
    assert today == made()
    assert {event.message_id for event in today} <= {event.message_id for event in later}


def test_it_ends_now_and_no_message_comes_twice():
    events = made()
    assert max(event.date for event in events) <= NOW.timestamp() * 1000
    assert len({event.message_id for event in events}) == len(events)


def test_it_has_something_for_every_report():
    kinds = Counter(event_name(type(event)) for event in made(days=10))
    assert set(kinds) >= {
        *("page_viewed", "page_left", "page_scrolled", "web_vitals", "product_viewed", "product_list_viewed"),
        *("products_searched", "product_clicked", "product_added", "checkout_started", "order_completed"),
        *("promotion_viewed", "promotion_clicked", "form_submitted", "review_moderated"),
    }


@pytest.mark.django_db(transaction=True)
def test_it_goes_through_kafka_and_says_whose_browsers_are_whose(topics):
    now = timezone.now()
    sent = history_send(days=1, now=now, shelf=SHELF, progress=lambda _: None)
    told = {event.message_id for event in timeline.events(days=1, now=now, shelf=SHELF)}
    assert sent == len(told)
    # What topics as young as these don't take at once goes by way of the spool.
    until(lambda: {m["message_id"] for topic in messages_of(*TOPICS).values() for m in topic} == told)
    aliases = IdentityAlias.objects.count()
    assert aliases
    history_send(days=1, now=now, shelf=SHELF, progress=lambda _: None)
    assert IdentityAlias.objects.count() == aliases


@pytest.mark.parametrize("days", ["-1", "731"])
def test_days_that_make_no_sense_are_refused_before_anything_is_written(days):
    with pytest.raises(CommandError, match="--history-days must be 0 to 730"):
        call_command("seed_demo", "--history-days", days, stdout=StringIO())
