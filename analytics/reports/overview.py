"""How the store does: visitors, visits, searches, carts, orders; beside the days it is compared with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, LiteralString

from analytics.reports.period import Period
from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column


@dataclass(frozen=True, slots=True)
class Total:
    """Figures of a whole period."""

    first: date = column("From", Kind.DAY)
    last: date = column("To", Kind.DAY)
    visitors: int = column("Visitors", Kind.COUNT, "Different people, as far as the store can tell.")
    visits: int = column("Visits", Kind.COUNT, "A visit ends after 30 minutes of nothing.")
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
    """Figures of one local day; a visit over midnight counts on both."""

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
WITH e AS MATERIALIZED (
    SELECT e.event, e.subject, e.session_id, e.order_id, e.revenue, e.quantity, e.engaged_ms,
           coalesce(e.search_id, e.message_id::text) AS search
    FROM analytics_event e WHERE {scope}
), visit AS (
    SELECT session_id, count(*) FILTER (WHERE event = 'page_viewed') AS pages,
           bool_or(event = 'order_completed') AS ordered
    FROM e WHERE session_id IS NOT NULL GROUP BY session_id
), visits AS (
    SELECT count(*) AS visits, count(*) FILTER (WHERE ordered) AS ordered,
           count(*) FILTER (WHERE pages = 1) AS bounced, coalesce(sum(pages), 0) AS pages
    FROM visit
), figures AS (
    SELECT count(DISTINCT subject) FILTER (WHERE session_id IS NOT NULL) AS visitors,
           count(*) FILTER (WHERE event = 'page_viewed') AS page_views,
           count(DISTINCT search) FILTER (WHERE event = 'products_searched') AS searches,
           count(*) FILTER (WHERE event = 'product_viewed') AS product_views,
           coalesce(sum(quantity) FILTER (WHERE event = 'product_added'), 0) AS added,
           count(*) FILTER (WHERE event = 'order_completed') AS orders,
           coalesce(sum(revenue) FILTER (WHERE event = 'order_completed'), 0)::numeric(14,2) AS revenue,
           coalesce(sum(abs(revenue)) FILTER (WHERE event = 'order_refunded'), 0)::numeric(14,2) AS refunded,
           coalesce(sum(engaged_ms) FILTER (WHERE event = 'page_left' AND session_id IS NOT NULL), 0) AS engaged
    FROM e
)
SELECT %(first)s::date, %(last)s::date, visitors, visits, page_views, searches, product_views, added, orders,
       revenue, refunded, round(revenue / nullif(orders, 0), 2), ordered::float8 / nullif(visits, 0),
       bounced::float8 / nullif(visits, 0), pages::float8 / nullif(visits, 0), engaged::float8 / nullif(visits, 0)
FROM figures, visits
"""

_DAYS: Final[LiteralString] = """
SELECT (e.occurred_at AT TIME ZONE %(zone)s)::date AS day,
       count(DISTINCT e.subject) FILTER (WHERE e.session_id IS NOT NULL),
       count(DISTINCT e.session_id),
       count(*) FILTER (WHERE e.event = 'page_viewed'),
       count(DISTINCT coalesce(e.search_id, e.message_id::text)) FILTER (WHERE e.event = 'products_searched'),
       count(*) FILTER (WHERE e.event = 'order_completed'),
       coalesce(sum(e.revenue) FILTER (WHERE e.event = 'order_completed'), 0)::numeric(14,2)
FROM analytics_event e WHERE {scope}
GROUP BY day ORDER BY day
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
    return rows(Total, _TOTALS, scope.over(period), first=period.first, last=period.last)


def _days(scope: Scope, period: Period) -> tuple[Day, ...]:
    found = {row.day: row for row in rows(Day, _DAYS, scope.over(period))}
    return tuple(found.get(day, Day(day, 0, 0, 0, 0, 0, Decimal("0.00"))) for day in period.days)
