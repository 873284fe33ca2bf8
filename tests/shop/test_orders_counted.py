"""The daily count of orders: of the right day, and the same however often it is made."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from shop import tasks
from shop.models import Order
from shop.orders.counting import day_bounds, orders_count
from tests.shop.checkout.steps import sent_by_outbox
from tracking.models import OutboxMessage

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 31, 0, 10, tzinfo=UTC)


def order(created_at, total="10.00", currency="EUR", refunded_at=None):
    return Order.objects.create(
        idempotency_key=uuid4(),
        email="ada@example.com",
        currency=currency,
        subtotal=Decimal(total),
        total=Decimal(total),
        created_at=created_at,
        status="refunded" if refunded_at else "placed",
        refunded_at=refunded_at,
    )


def counted():
    return [
        (event.day, event.currency, event.orders, event.total, event.refunds) for event in sent_by_outbox()
    ]


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 27, 23, tzinfo=UTC), 24),
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (date(2026, 3, 30), datetime(2026, 3, 29, 22, tzinfo=UTC), 24),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
    ],
)
def test_a_day_begins_and_ends_at_midnight_also_when_the_clocks_change(day, start, hours):
    begins, ends = (moment.astimezone(UTC) for moment in day_bounds(day, BERLIN))

    assert (begins, ends - begins) == (start, timedelta(hours=hours))


def test_days_follow_each_other_without_gap_or_overlap_also_where_midnight_is_skipped():
    # Beirut's clocks go from 23:59:59 to 01:00.
    zone = ZoneInfo("Asia/Beirut")
    days = [date(2026, 3, 27) + timedelta(days=number) for number in range(4)]
    bounds = [[moment.astimezone(UTC) for moment in day_bounds(day, zone)] for day in days]

    assert [before[1] for before in bounds[:-1]] == [after[0] for after in bounds[1:]]


def test_the_day_is_the_stores_and_money_is_counted_by_currency(db, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    day = date(2026, 3, 29)
    start, end = day_bounds(day, BERLIN)
    order(start - timedelta(microseconds=1))
    order(start)
    order(end - timedelta(microseconds=1), "5.50")
    order(end)
    order(start, "7.00", "GBP")
    order(start - timedelta(days=3), refunded_at=start)

    orders_count(day=day, now=NOW)

    assert counted() == [("2026-03-29", "EUR", 2, "15.50", 1), ("2026-03-29", "GBP", 1, "7.00", 0)]
    assert {event.day_timezone for event in sent_by_outbox()} == {"Europe/Berlin"}


def test_a_day_without_orders_says_so(db):
    orders_count(day=date(2026, 3, 29), now=NOW)

    assert counted() == [("2026-03-29", "EUR", 0, "0.00", 0)]


def test_counted_again_it_is_the_same_message(db):
    for hours in (0, 5):
        orders_count(day=date(2026, 3, 29), now=NOW + timedelta(hours=hours))
    orders_count(day=date(2026, 3, 30), now=NOW)

    first, again, other = sent_by_outbox()
    assert (first.message_id, first.date) == (again.message_id, again.date)
    assert other.message_id != first.message_id


def test_the_task_counts_the_day_before_in_the_stores_zone(db, settings, monkeypatch):
    settings.TIME_ZONE = "Europe/Berlin"
    # In Berlin the 30th has just begun.
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 29, 22, 10, tzinfo=UTC))

    tasks.orders_count()
    tasks.orders_count("2026-01-02")

    assert [event.day for event in sent_by_outbox()] == ["2026-03-29", "2026-01-02"]
    assert OutboxMessage.objects.count() == 2
