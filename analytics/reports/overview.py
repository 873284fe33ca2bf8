"""How the store does: visitors, visits, searches, carts, orders; beside the days it is compared with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, LiteralString

from analytics.packed import how_many
from analytics.reports.period import Period
from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.visits import TOTALS


@dataclass(frozen=True, slots=True)
class Total:
    """Figures of a whole period."""

    first: date = column("From", Kind.DAY)
    last: date = column("To", Kind.DAY)
    visitors: int = column("Visitors", Kind.COUNT, "Different people, as far as the store can tell.")
    visits: int = column("Visits", Kind.COUNT, "A visit ends after 30 minutes of nothing, or at midnight.")
    page_views: int = column("Page views", Kind.COUNT)
    searches: int = column("Searches", Kind.COUNT, "Further pages of the same results don't count.")
    product_views: int = column("Product views", Kind.COUNT)
    added: int = column("Units added", Kind.COUNT, "Units put into carts.")
    orders: int = column("Orders", Kind.COUNT)
    revenue: Decimal = column("Revenue", Kind.MONEY, "Totals of the orders placed.")
    refunded: Decimal = column("Refunded", Kind.MONEY, "Returned in the period, whenever it was ordered.")
    average_order: Decimal | None = column("Average order", Kind.MONEY, "Revenue ÷ orders.")
    conversion: float | None = column("Conversion", Kind.PERCENT, "Visits with an order ÷ visits.")
    bounce: float | None = column("Bounce rate", Kind.PERCENT, "Visits of exactly one page view ÷ visits.")
    pages_a_visit: float | None = column("Pages a visit", Kind.NUMBER, "Page views within visits ÷ visits.")
    engaged_ms: float | None = column("Engaged a visit", Kind.DURATION, "Time pages were read ÷ visits.")


@dataclass(frozen=True, slots=True)
class Day:
    """Figures of one local day."""

    day: date = column("Day", Kind.DAY)
    visitors: int = column("Visitors", Kind.COUNT)
    visits: int = column("Visits", Kind.COUNT)
    page_views: int = column("Page views", Kind.COUNT)
    searches: int = column("Searches", Kind.COUNT)
    orders: int = column("Orders", Kind.COUNT)
    revenue: Decimal = column("Revenue", Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Overview(Result):
    """``totals`` has the period first, then the one it is compared with, if any."""

    totals: Table[Total]
    days: Table[Day]
    days_compared: Table[Day]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A day as it is counted."""

    day: date
    visitors: bytes
    visits: int
    ordered: int
    bounced: int
    pages: int
    engaged_ms: int
    page_views: int
    searches: int
    product_views: int
    added: int
    orders: int
    revenue: Decimal
    refunded: Decimal


# A day's figures add up to the period's, so they are asked for once.
_DAYS: Final[LiteralString] = """
WITH {days}
SELECT day, visitors, visits, ordered, bounced, visited_pages::bigint, engaged_ms::bigint, page_views, searches,
       product_views, added::bigint, orders, revenue::numeric(14,2), refunded::numeric(14,2)
FROM analytics_day_total ORDER BY day
"""
_NOTHING: Final = Decimal("0.00")


def report(scope: Scope) -> Overview:
    """Return the figures of the period and of the one it is compared with; a day without events is all zeros."""
    periods = [period for period in (scope.period, scope.compared) if period]
    found = [
        rows(_Counted, _DAYS, asked, parts={"days": counted(asked, TOTALS)})
        for asked in map(scope.over, periods)
    ]
    days = [_days(period, counts) for period, counts in zip(periods, found, strict=True)]
    return Overview(
        totals=Table("totals", "In all", Total, tuple(map(_total, periods, found))),
        days=Table("days", "By day", Day, days[0], Chart.LINE),
        days_compared=Table(
            "days_compared", "By day, before", Day, days[1] if len(days) > 1 else (), Chart.LINE
        ),
    )


def _days(period: Period, counts: Sequence[_Counted]) -> tuple[Day, ...]:
    found = {
        row.day: Day(
            row.day, how_many(row.visitors), row.visits, row.page_views, row.searches, row.orders, row.revenue
        )
        for row in counts
    }
    return tuple(found.get(day, Day(day, 0, 0, 0, 0, 0, _NOTHING)) for day in period.days)


def _total(period: Period, counts: Sequence[_Counted]) -> Total:
    visits, orders = sum(row.visits for row in counts), sum(row.orders for row in counts)
    revenue = sum((row.revenue for row in counts), _NOTHING)

    def each_visit(amounts: Iterable[int]) -> float | None:
        return sum(amounts) / visits if visits else None

    return Total(
        first=period.first,
        last=period.last,
        visitors=how_many(b"".join(row.visitors for row in counts)),
        visits=visits,
        page_views=sum(row.page_views for row in counts),
        searches=sum(row.searches for row in counts),
        product_views=sum(row.product_views for row in counts),
        added=sum(row.added for row in counts),
        orders=orders,
        revenue=revenue,
        refunded=sum((row.refunded for row in counts), _NOTHING),
        average_order=(revenue / orders).quantize(_NOTHING, ROUND_HALF_UP) if orders else None,
        conversion=each_visit(row.ordered for row in counts),
        bounce=each_visit(row.bounced for row in counts),
        pages_a_visit=each_visit(row.pages for row in counts),
        engaged_ms=each_visit(row.engaged_ms for row in counts),
    )
