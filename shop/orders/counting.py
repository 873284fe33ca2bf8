"""How many orders a day had, by the shop's own table: whoever counts ``order_completed`` compares with it."""

from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from shop.cart.contents import DEFAULT_CURRENCY
from shop.models import Order
from tracking import outbox
from tracking.events import OrdersCounted


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when ``day`` begins and when the next one does, in ``zone``: 23 or 25 hours apart where clocks change."""
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)


@transaction.atomic
def orders_count(*, day: date, now: datetime) -> int:
    """Tell by the outbox what ``day``, which is over, had: an event for each currency; return how many events.

    A day counted again gives the same ``message_id`` and ``date``, so that it is recognised. A day without orders
    in the store's own currency says so.
    """
    zone = timezone.get_default_timezone()
    start, end = day_bounds(day, zone)
    placed, refunded = _within("created_at", start, end), _within("refunded_at", start, end)
    counted = (
        Order.objects.filter(placed | refunded)
        .order_by("currency")
        .values("currency")
        .annotate(
            placed=Count("pk", filter=placed),
            sum=Sum("total", filter=placed, default=Decimal("0.00")),
            refunded=Count("pk", filter=refunded),
        )
    )
    rows = list(counted)
    if DEFAULT_CURRENCY not in {row["currency"] for row in rows}:
        rows.append({"currency": DEFAULT_CURRENCY, "placed": 0, "sum": Decimal("0.00"), "refunded": 0})
    for row in rows:
        name = f"urn:larkspur:orders-counted:{day.isoformat()}:{zone}:{row['currency']}"
        event = OrdersCounted(
            message_id=str(uuid5(NAMESPACE_URL, name)),
            date=int(end.timestamp() * 1000),
            received_at=int(now.timestamp() * 1000),
            day=day.isoformat(),
            day_timezone=str(zone),
            orders=row["placed"],
            total=str(row["sum"]),
            currency=row["currency"],
            refunds=row["refunded"],
        )
        outbox.enqueue(event, aggregate=f"orders-counted:{row['currency']}")
    return len(rows)


def _within(field: str, start: datetime, end: datetime) -> Q:
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})
