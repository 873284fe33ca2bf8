"""What sells, and what is looked at right now: the one place that says what "popular" is."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import caches
from django.db.models import Sum
from django.utils import timezone

from analytics.selectors import popular_now
from shop.catalogue.selectors import ROW, products_listed
from shop.models import OrderLine, OrderStatus

WINDOW: Final = timedelta(days=30)

# Enough that a row is full even when much of it has sold out since.
_CANDIDATES: Final = 48
_KEPT_SECONDS: Final = 60

# An order that was taken back sold nothing.
_SOLD: Final = (OrderStatus.PLACED, OrderStatus.SENT, OrderStatus.DELIVERED)


def popular_products(*, now: datetime, count: int = ROW) -> list[Any]:
    """Return the products that can be had of which most units were sold in ``WINDOW``, the most first.

    Among equals the one that has been in the catalogue for longer comes first. Fewer than ``count`` while little is
    sold. Two queries: what sells is asked once in ``_KEPT_SECONDS`` by each process, whether it is in stock each time.
    """
    numbers = _best_sold(now=now)
    if not numbers:
        return []
    rows = products_listed().filter(pk__in=numbers, in_stock=True)
    place = {number: place for place, number in enumerate(numbers)}
    return sorted(rows, key=lambda row: place[row.pk])[:count]


def products_watched(*, now: datetime, count: int = ROW) -> list[Any]:
    """Return the products that can be had at which most people looked today and yesterday, the most first.

    From the stream of events, some seconds to a minute old; fewer than ``count`` while few people look. One query, and
    one more in a minute by each process.
    """
    slugs = popular_now(today=timezone.localdate(now), count=_CANDIDATES)
    if not slugs:
        return []
    rows = products_listed().filter(slug__in=slugs, in_stock=True)
    place = {slug: place for place, slug in enumerate(slugs)}
    return sorted(rows, key=lambda row: place[row.slug])[:count]


def _best_sold(*, now: datetime) -> tuple[int, ...]:
    return caches["local"].get_or_set("popular", lambda: _units_sold(now=now), _KEPT_SECONDS) or ()


def _units_sold(*, now: datetime) -> tuple[int, ...]:
    lines = OrderLine.objects.filter(order__created_at__gt=now - WINDOW, order__status__in=_SOLD)
    sold = lines.order_by().values("product_number").annotate(units=Sum("quantity"))
    ranked = sold.order_by("-units", "product_number").values_list("product_number", flat=True)
    return tuple(ranked[:_CANDIDATES])
