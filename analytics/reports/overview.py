"""How the store does: visitors, visits, searches, carts, orders; beside the days it is compared with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, LiteralString

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


_TOTALS: Final[LiteralString] = """
WITH {days}, figures AS (
    SELECT coalesce(string_agg(visitors, ''), '') AS visitors,
           coalesce(sum(visits), 0)::bigint AS visits, sum(ordered) AS ordered, sum(bounced) AS bounced,
           sum(visited_pages) AS pages, sum(engaged_ms) AS engaged, coalesce(sum(page_views), 0)::bigint AS page_views,
           coalesce(sum(searches), 0)::bigint AS searches, coalesce(sum(product_views), 0)::bigint AS product_views,
           coalesce(sum(added), 0)::bigint AS added, coalesce(sum(orders), 0)::bigint AS orders,
           coalesce(sum(revenue), 0)::numeric(14,2) AS revenue, coalesce(sum(refunded), 0)::numeric(14,2) AS refunded
    FROM analytics_day_total
)
SELECT %(first)s::date, %(last)s::date, visitors, visits, page_views, searches, product_views, added, orders,
       revenue, refunded, round(revenue / nullif(orders, 0), 2), ordered::float8 / nullif(visits, 0),
       bounced::float8 / nullif(visits, 0), pages::float8 / nullif(visits, 0), engaged::float8 / nullif(visits, 0)
FROM figures
"""

_DAYS: Final[LiteralString] = """
WITH {days}
SELECT day, octet_length(visitors) / 8, visits, page_views, searches, orders, revenue::numeric(14,2)
FROM analytics_day_total ORDER BY day
"""


def report(scope: Scope) -> Overview:
    """Return the figures of the period and of the one it is compared with; a day without events is all zeros."""
    periods = [period for period in (scope.period, scope.compared) if period]
    totals = [total for period in periods for total in _totals(scope, period)]
    return Overview(
        totals=Table("totals", "In all", Total, tuple(totals)),
        days=Table("days", "By day", Day, _days(scope, scope.period), Chart.LINE),
        days_compared=Table(
            "days_compared",
            "By day, before",
            Day,
            _days(scope, scope.compared) if scope.compared else (),
            Chart.LINE,
        ),
    )


def _totals(scope: Scope, period: Period) -> tuple[Total, ...]:
    asked = scope.over(period)
    parts = {"days": counted(asked, TOTALS)}
    return rows(Total, _TOTALS, asked, parts=parts, first=period.first, last=period.last)


def _days(scope: Scope, period: Period) -> tuple[Day, ...]:
    asked = scope.over(period)
    found = {row.day: row for row in rows(Day, _DAYS, asked, parts={"days": counted(asked, TOTALS)})}
    return tuple(found.get(day, Day(day, 0, 0, 0, 0, 0, Decimal("0.00"))) for day in period.days)
