"""Small stories of events, dated by hand: who did what when."""

from datetime import UTC, date, datetime
from itertools import count

from analytics.reports.period import Period
from analytics.reports.scope import Comparison, Scope
from tracking.events import OrderCompleted, OrderedProduct
from tracking.ids import uuid7

_number = count()


def at(text, zone=UTC):
    """Return the moment written as ``2026-03-29 01:30``, in ms since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def event(event_type, when, *, who="anna", visit=None, **fields):
    """Return an event of ``who`` at ``when``; without ``visit`` it belongs to that person's only one."""
    date_ms = at(when) if isinstance(when, str) else when
    given = {
        "message_id": uuid7(),
        "date": date_ms,
        "received_at": date_ms,
        "anonymous_id": who,
        "session_id": visit or who,
        "consent": "analytics",
    }
    return event_type(**{**given, **fields})


def order(when, *, products=(("kettle", "20.00", 1, None),), **fields):
    """Return an order of (product, price, quantity, promotion)."""
    lines = [
        OrderedProduct(
            product_id=product, sku=product, name=product, category="kitchen", price=price, quantity=quantity,
            promotion_id=promotion,
        )
        for product, price, quantity, promotion in products
    ]  # fmt: skip
    total = f"{sum(float(line.price) * line.quantity for line in lines):.2f}"
    number = f"O{next(_number)}"
    return event(
        OrderCompleted, when, order_id=number, products=lines, currency="EUR", subtotal=total, discount="0.00",
        total=total, **fields,
    )  # fmt: skip


def scope(first="2026-03-01", last="2026-03-31", zone="UTC", **fields):
    """Return a scope without comparison."""
    period = Period(date.fromisoformat(first), date.fromisoformat(last), zone)
    return Scope(period, **{"comparison": Comparison.NOTHING, **fields})
