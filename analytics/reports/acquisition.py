"""Where visits come from, and which source an order is owed to.

A visit's source is what its first event says: the campaign's ``utm_source``, else the site that referred, else
``direct``. An order is credited twice, so that both readings stand side by side: to the source of its buyer's first
visit, and to that of the last one that was not direct; both within ``LOOKBACK`` before the order.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import rows, visits
from analytics.reports.table import Chart, Kind, Result, Table, column

LOOKBACK: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Source:
    """One source, medium and campaign."""

    source: str = column("Source", Kind.TEXT)
    medium: str = column("Medium", Kind.TEXT)
    campaign: str = column("Campaign", Kind.TEXT)
    visits: int = column("Visits", Kind.COUNT)
    visitors: int = column("Visitors", Kind.COUNT)
    orders: int = column("Orders in the visit", Kind.COUNT)
    orders_first: int = column("Orders, first touch", Kind.COUNT)
    revenue_first: Decimal = column("Revenue, first touch", Kind.MONEY)
    orders_last: int = column("Orders, last touch", Kind.COUNT)
    revenue_last: Decimal = column("Revenue, last touch", Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Acquisition(Result):
    """``sources`` by visits; orders of nobody known are owed to ``unknown``."""

    sources: Table[Source]


_STATEMENT: Final[LiteralString] = """
WITH e AS MATERIALIZED (
    SELECT e.event, e.session_id, e.subject, e.occurred_at, e.message_id, e.revenue
    FROM analytics_event e WHERE {scope}
), visits AS MATERIALIZED (SELECT * FROM {touches} v),
orders AS (SELECT * FROM e WHERE event = 'order_completed'),
touched AS (
    SELECT o.message_id, o.revenue, v.source, v.medium, v.campaign,
           row_number() OVER (PARTITION BY o.message_id ORDER BY v.began_at, v.session_id) AS first,
           row_number() OVER (PARTITION BY o.message_id
               ORDER BY v.source = 'direct', v.began_at DESC, v.session_id DESC) AS last
    FROM orders o LEFT JOIN visits v ON v.subject = o.subject
        AND v.began_at <= o.occurred_at AND v.began_at > o.occurred_at - %(lookback)s
), parts AS (
    SELECT v.source, v.medium, v.campaign, count(*) AS visits, count(DISTINCT v.subject) AS visitors,
           coalesce(sum(s.orders), 0) AS orders, 0 AS of, 0 AS rf, 0 AS ol, 0 AS rl
    FROM (SELECT session_id, count(*) FILTER (WHERE event = 'order_completed') AS orders
          FROM e WHERE session_id IS NOT NULL GROUP BY session_id) s
    JOIN visits v USING (session_id) GROUP BY 1, 2, 3
    UNION ALL
    SELECT coalesce(source, 'unknown'), coalesce(medium, 'none'), coalesce(campaign, ''), 0, 0, 0,
           count(*) FILTER (WHERE first = 1), coalesce(sum(revenue) FILTER (WHERE first = 1), 0),
           count(*) FILTER (WHERE last = 1), coalesce(sum(revenue) FILTER (WHERE last = 1), 0)
    FROM touched WHERE first = 1 OR last = 1 GROUP BY 1, 2, 3
)
SELECT source, medium, campaign, sum(visits)::int AS n, sum(visitors)::int, sum(orders)::int, sum(of)::int,
       sum(rf)::numeric(14,2), sum(ol)::int, sum(rl)::numeric(14,2)
FROM parts GROUP BY source, medium, campaign ORDER BY n DESC, source, medium, campaign
"""


def report(scope: Scope) -> Acquisition:
    """Return every source of the period's visits and orders."""
    found = rows(Source, _STATEMENT, scope, parts={"touches": visits(LOOKBACK)}, lookback=LOOKBACK)
    return Acquisition(Table("sources", "Sources", Source, found, Chart.BARS))
