"""Batches into the warehouse: each message once, whatever comes again, and in its day's partition."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DataError, connection, transaction
from django.utils import timezone

from analytics import partitions
from analytics.consumer import forget
from analytics.errors import NumberOutOfRange
from analytics.loading import Loader
from analytics.models import AnalyticsEvent, StaleDay
from analytics.stitching import stitch
from tests.analytics.events import delivered, made
from tracking import identity
from tracking.events import PageViewed, ProductAdded, ProductsSearched
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db(transaction=True)
DAY_MS = partitions.DAY_MS


def load(loader, deliveries):
    with transaction.atomic():
        return loader.load(deliveries)


def ids():
    return sorted(str(key) for key in AnalyticsEvent.objects.values_list("message_id", flat=True))


def partition_of(event):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM analytics_event WHERE message_id = %s",
            [UUID(event.message_id)],
        )
        return cursor.fetchone()[0]


def test_a_message_is_kept_once_in_a_batch_after_it_and_by_another_process():
    events = [made(PageViewed) for _ in range(5)]
    loader, other = Loader(), Loader()

    assert load(loader, delivered(*events, *events)) == 5
    assert load(loader, delivered(*events[:2], made(PageViewed))) == 1
    assert load(other, delivered(*events, made(PageViewed))) == 1
    assert load(other, delivered(*events)) == 0

    assert len(ids()) == len(set(ids())) == 7


def test_the_same_id_at_another_date_is_another_message():
    event = made(PageViewed)
    later = made(PageViewed, message_id=event.message_id, date=event.date + 1)
    assert load(Loader(), delivered(event, later)) == 2


def test_what_was_rolled_back_is_not_taken_for_loaded():
    loader, deliveries = Loader(), delivered(made(PageViewed))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        loader.load(deliveries)
        raise ZeroDivisionError

    assert load(loader, deliveries) == 1


def test_records_that_come_again_after_the_table_was_emptied_are_loaded_again():
    loader = Loader()
    deliveries = delivered(*(made(PageViewed) for _ in range(3)), offset=10)
    load(loader, deliveries)

    forget()

    assert load(loader, deliveries) == 3
    assert load(loader, deliveries) == 0


def test_a_value_too_large_for_its_column_keeps_nothing_of_the_batch():
    for fields, error in (({"quantity": 2**40}, NumberOutOfRange), ({"price": "12345678901.00"}, DataError)):
        deliveries = delivered(made(PageViewed), made(ProductAdded, product_id="fan", **fields))
        with pytest.raises(error):
            load(Loader(), deliveries)
    assert ids() == []


def test_the_first_rows_of_a_day_are_not_summed_up_one_by_one():
    def first_pages_wait(event):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT brin_summarize_new_values(indexrelid) FROM pg_index JOIN pg_class i ON i.oid = indexrelid"
                " JOIN pg_am ON pg_am.oid = relam WHERE indrelid = %s::regclass AND amname = 'brin'",
                [partition_of(event)],
            )
            return [row[0] for row in cursor.fetchall()]

    event = made(PageViewed, date=now_ms() - 7 * DAY_MS)
    load(Loader(), delivered(event))
    assert first_pages_wait(event) == [1, 1]
    assert first_pages_wait(event) == [0, 0]

    forget()
    load(Loader(), delivered(event))
    assert first_pages_wait(event) == [1, 1]


def test_events_lie_in_the_partition_of_their_day_made_where_it_is_missing():
    now = now_ms()
    today, last_month = made(PageViewed), made(PageViewed, date=now - 31 * DAY_MS)
    first, ancient = made(PageViewed, date=1), made(PageViewed, date=1640912388090)
    future, far = made(PageViewed, date=now + 9 * DAY_MS), made(PageViewed, date=2**53 - 1)

    assert load(Loader(), delivered(today, last_month, first, ancient, future, far)) == 6

    assert partition_of(today) == partitions.name_of(partitions.day_of(today.date))
    assert partition_of(last_month) == partitions.name_of(partitions.day_of(last_month.date))
    assert {partition_of(event) for event in (first, ancient, future, far)} == {partitions.DEFAULT}
    assert AnalyticsEvent.objects.get(date=1640912388090).occurred_at.year == 2021


def test_what_waits_for_its_day_moves_when_the_day_gets_a_partition():
    event = made(PageViewed, date=now_ms() + 9 * DAY_MS)
    load(Loader(), delivered(event))
    day = partitions.day_of(event.date)

    with transaction.atomic():
        partitions.ensure([day], now=timezone.now() + timedelta(days=9))

    assert partition_of(event) == partitions.name_of(day)


def test_old_days_are_dropped_and_an_old_date_that_came_lately_stays(settings):
    settings.ANALYTICS_RETENTION_DAYS = 30
    old, late = made(PageViewed, date=now_ms() - 29 * DAY_MS), made(PageViewed, date=1640912388090)
    load(Loader(), delivered(old, late))

    with transaction.atomic():
        dropped = partitions.drop_old(now=timezone.now() + timedelta(days=2))

    assert partitions.name_of(partitions.day_of(old.date)) in dropped
    assert max(dropped) < partitions.name_of(partitions.day_of(now_ms() - 27 * DAY_MS))
    assert ids() == [late.message_id]
    with transaction.atomic():
        partitions.drop_old(now=timezone.now() + timedelta(days=31))
    assert ids() == []


def test_a_browsers_past_becomes_the_accounts():
    before, elses = made(ProductsSearched, search_keyword="fan", who="b1"), made(PageViewed, who="b2")
    load(Loader(), delivered(before, elses))
    stitch(now=timezone.now())
    identity.alias_record(alias="a:b1", subject="u:anna")
    StaleDay.objects.all().delete()

    assert stitch(now=timezone.now()) == 1
    load(Loader(), delivered(made(PageViewed, who="b1")))

    subjects = [str(subject) for subject in AnalyticsEvent.objects.values_list("subject", flat=True)]
    assert sorted(subjects) == ["a:b2", "u:anna", "u:anna"]
    assert StaleDay.objects.filter(day=timezone.localdate()).exists()


def test_days_are_those_of_the_stores_time_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    # The last night of summer time: local midnight is 22:00 before it and 23:00 after it.
    moments = [datetime(2026, 10, 24, 21, 59, tzinfo=UTC), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)]
    moments += [datetime(2026, 10, 25, 22, 59, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)]
    load(Loader(), delivered(*(made(PageViewed, date=int(m.timestamp() * 1000)) for m in moments)))
    found = set(StaleDay.objects.values_list("day", flat=True))

    assert [day.isoformat() for day in sorted(found)] == ["2026-10-24", "2026-10-25", "2026-10-26"]
