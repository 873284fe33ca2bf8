"""The warehouse with real parts: Kafka, PostgreSQL and ``run_consumer analytics`` as processes of their own, killed and
made to read everything again."""

from collections import Counter
from functools import partial

import pytest
from confluent_kafka import KafkaException
from django.db import connection
from django.utils import timezone

from analytics import selectors
from analytics.models import AnalyticsEvent
from analytics.rollups.refresh import refresh
from analytics.rollups.statements import ROLLUPS
from consumers.models import ConsumerOffset, DeadLetter
from consumers.status import topic_ends
from tests.analytics.events import made
from tests.processes import manage
from tests.searches import send_raw
from tests.waiting import until
from tracking import codec
from tracking.events import PageViewed, ProductAdded, ProductsSearched
from tracking.producer import get_producer

pytestmark = pytest.mark.django_db(transaction=True)


def send(*events):
    producer = get_producer()
    for event in events:
        producer.send(event.topic, key=(event.anonymous_id or "").encode(), content=codec.encode(event))
    assert producer.flush(20) == 0


def mixed(count):
    """Return events of three topics, every tenth of them twice."""
    kinds = [
        lambda who: made(PageViewed, who=who, page_url="/"),
        lambda who: made(ProductsSearched, who=who, search_keyword="fan", results_count=1),
        lambda who: made(ProductAdded, who=who, product_id="fan", price="9.95"),
    ]
    events = [kinds[number % 3](f"visitor-{number % 50}") for number in range(count)]
    return events, [*events, *events[::10]]


def loaded():
    return Counter(map(str, AnalyticsEvent.objects.values_list("message_id", flat=True)))


def has_loaded(goal):
    return AnalyticsEvent.objects.count() >= goal


COMPARABLE = {
    "analytics_day_arrival": """
        SELECT (day, topic, sum(events), sum(late), max(newest))::text FROM analytics_day_arrival
         GROUP BY day, topic ORDER BY 1
    """,
    "analytics_day_moment": """
        SELECT (day, event, substring(moments FROM place FOR 16))::text
          FROM analytics_day_moment, generate_series(1, octet_length(moments), 16) AS place ORDER BY 1
    """,
}
"""What is equal in a warehouse filled anew, which has got everything later and in another order."""


def counted():
    refresh(rests=False)
    found = {}
    with connection.cursor() as cursor:
        for table in ROLLUPS:
            cursor.execute(COMPARABLE.get(table, f"SELECT t::text FROM {table} t ORDER BY 1"))
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def ends_or_nothing():
    """Return where topics end; nothing while one of them, just made, has no leader yet."""
    try:
        return topic_ends()
    except KafkaException:
        return None


def read_to_the_end(*arguments):
    with manage("run_consumer", "analytics", "--exit-when-caught-up", *arguments) as consumer:
        assert consumer.wait() == 0, consumer.output()


@pytest.mark.parametrize(("events", "kills"), [(1_000, 1), pytest.param(60_000, 12, marks=pytest.mark.chaos)])
def test_each_message_is_a_row_once_under_kill_9_and_after_reading_everything_three_times(
    topics, events, kills
):
    distinct, sent = mixed(events)
    send(*sent)
    for number in range(1, kills + 1):
        with manage("run_consumer", "analytics", "--batch-size", "200") as consumer:
            goal = events * number // (kills + 2)
            until(partial(has_loaded, goal), seconds=90, what="a part is loaded")
            consumer.kill()
    read_to_the_end()
    assert loaded() == Counter(event.message_id for event in distinct)
    before = counted()
    assert before["analytics_event_slot"]

    ConsumerOffset.objects.update(next_offset=0)
    read_to_the_end()
    with manage("replay", "analytics", "--from", "earliest") as replay:
        assert replay.wait() == 0, replay.output()
    read_to_the_end()

    assert loaded() == Counter(event.message_id for event in distinct)
    assert counted() == before


def test_what_is_no_value_is_set_aside_and_it_is_known_until_when_all_is_there(topics):
    until(ends_or_nothing, what="every partition has a leader")
    send(made(ProductAdded, product_id="fan", price="ten"), made(PageViewed))
    send_raw(
        b'{"user_id": "abcde@gmail.com", "page_url": "/deals/", "search_keyword": "fan", "date": 1640912388090}'
    )
    now = timezone.now()
    assert selectors.completeness(ends=topic_ends(), now=now).events is None

    read_to_the_end()

    now = timezone.now()
    assert selectors.completeness(ends=topic_ends(), now=now).events == now
    assert selectors.completeness(ends=topic_ends(), now=now).rollups < now
    refresh(rests=False)
    assert selectors.completeness(ends=topic_ends(), now=now).rollups == now
    assert selectors.completeness(ends=None, now=now).events is None
    assert DeadLetter.objects.get().error == "'ten' is no amount of money"
    old = AnalyticsEvent.objects.get(event="products_searched")
    assert (old.date, str(old.subject)[:2], old.page_path) == (1640912388090, "e:", "/deals/")
