"""What other apps and pages ask the warehouse, beside the reports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db.models import Count, F, Q, Sum

from analytics import days
from analytics.models import AnalyticsEvent, DayProduct, DaySearch, EventSlot, LoadedPartition
from analytics.rollups.refresh import oldest_change
from consumers.models import ConsumerOffset
from consumers.records import Partition
from consumers.registry import consumer_by_name

_KEPT_SECONDS: Final = 60
_RECENT_DAYS: Final = 2
_BEFORE_DAYS: Final = 7
_MOST: Final = 48
_SEVERAL: Final = 3


@dataclass(frozen=True, slots=True)
class Completeness:
    """Until when everything that Kafka has is in: ``events`` in the warehouse, ``rollups`` in what is counted from
    it. None where that can't be told, because Kafka can't be asked or nothing was loaded yet."""

    events: datetime | None
    rollups: datetime | None


def completeness(*, ends: Mapping[Partition, int] | None, now: datetime) -> Completeness:
    """Return until when the warehouse is complete. ``ends`` come from ``consumers.status.topic_ends``, asked at
    ``now``; None where Kafka is away.

    A partition that is read to its end is complete to ``now``, one that isn't to the last record loaded of it. What
    waits on a host's disk for Kafka is not counted.
    """
    if ends is None:
        return Completeness(None, None)
    spec = consumer_by_name("analytics")
    topics = {topic.full_name for topic in spec.topics}
    positions = {
        Partition(topic, number): offset
        for topic, number, offset in ConsumerOffset.objects.filter(consumer=spec.name).values_list(
            "topic", "partition", "next_offset"
        )
    }
    behind = [place for place, end in ends.items() if place.topic in topics and end > positions.get(place, 0)]
    loaded = {
        Partition(topic, number): moment
        for topic, number, moment in LoadedPartition.objects.values_list("topic", "partition", "received_at")
    }
    if any(place not in loaded for place in behind):
        return Completeness(None, None)
    events = min([now, *(datetime.fromtimestamp(loaded[place] / 1000, UTC) for place in behind)])
    changed = oldest_change()
    return Completeness(events, min(events, changed) if changed else events)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A day's orders by the shop's own books and by the warehouse, in one currency."""

    day: date
    currency: str
    shop_orders: int
    shop_total: Decimal
    orders: int
    total: Decimal

    @property
    def completeness(self) -> float:
        """The share of the shop's orders that the warehouse has, 0 to 1; 1 for a day without any."""
        return self.orders / self.shop_orders if self.shop_orders else 1.0


def reconciliations(*, since: date) -> list[Reconciliation]:
    """Return what ``orders_counted`` says beside what was loaded of ``order_completed``, for each day and currency
    that the shop counted since ``since``; staff's and programs' orders are orders too."""
    told = AnalyticsEvent.objects.filter(event="orders_counted", occurred_at__gte=days.bounds(since)[0])
    found = []
    rows: Iterable[tuple[Any, str | None]] = told.order_by("date", "currency").values_list(
        "properties", "currency"
    )
    for properties, currency in rows:
        day = date.fromisoformat(properties["day"])
        if day < since:
            continue
        start, stop = days.bounds(day, ZoneInfo(properties["day_timezone"]))
        placed = AnalyticsEvent.objects.filter(
            event="order_completed", occurred_at__gte=start, occurred_at__lt=stop, currency=currency
        ).aggregate(orders=Count("order_id", distinct=True), total=Sum("revenue"))
        found.append(
            Reconciliation(
                day=day,
                currency=currency or "",
                shop_orders=properties["orders"],
                shop_total=Decimal(properties["total"]),
                orders=placed["orders"],
                total=placed["total"] or Decimal("0.00"),
            )
        )
    return found


def currencies(*, since: datetime, until: datetime) -> list[str]:
    """Return the currencies of the orders placed from ``since`` to before ``until``, by their ISO codes."""
    placed = EventSlot.objects.filter(event="order_completed", slot__gte=since, slot__lt=until)
    return list(
        placed.exclude(currency="").order_by("currency").values_list("currency", flat=True).distinct()
    )


def popular_now(*, today: date, count: int) -> list[str]:
    """Return the ids of the products that most people looked at today and yesterday, the most first. What a process
    knows is up to a minute old."""
    known: list[str] = caches["local"].get_or_set("popular-now", lambda: _viewed(today), _KEPT_SECONDS) or []
    return known[:count]


def _viewed(today: date) -> list[str]:
    seen = DayProduct.objects.filter(day__gt=today - timedelta(days=_RECENT_DAYS)).values("product_id")
    ranked = seen.annotate(everybody=Sum("people")).filter(everybody__gt=0)
    return list(ranked.order_by("-everybody", "product_id").values_list("product_id", flat=True)[:_MOST])


def trending_searches(*, today: date, count: int) -> list[str]:
    """Return the searches that most people made today and yesterday beyond what was usual in the week before, of
    those that several people made and that found something; the most first. Up to a minute old."""
    known: list[str] = caches["local"].get_or_set("trending", lambda: _rising(today), _KEPT_SECONDS) or []
    return known[:count]


def _rising(today: date) -> list[str]:
    begin = today - timedelta(days=_RECENT_DAYS)
    recent, before = Q(day__gt=begin), Q(day__lte=begin)
    rows = DaySearch.objects.filter(day__gt=begin - timedelta(days=_BEFORE_DAYS)).values("keyword")
    counted = rows.annotate(
        now=Sum("people", filter=recent, default=0),
        usual=Sum("people", filter=before, default=0) * _RECENT_DAYS / float(_BEFORE_DAYS),
        found=Sum("searches", filter=recent, default=0) - Sum("zero_results", filter=recent, default=0),
    )
    # One person's words are nobody else's business.
    shown = counted.filter(now__gte=_SEVERAL, found__gt=0, now__gt=F("usual"))
    return list(shown.order_by(F("usual") - F("now"), "keyword").values_list("keyword", flat=True)[:_MOST])


def views_of(products: Iterable[str], *, since: date) -> dict[str, int]:
    """Return how often each of ``products`` (slugs) was looked at since that day, without those that never were."""
    rows = DayProduct.objects.filter(product_id__in=set(products), day__gte=since, views__gt=0)
    return dict(rows.values("product_id").annotate(seen=Sum("views")).values_list("product_id", "seen"))
