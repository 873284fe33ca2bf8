"""Where visits come from, and which source an order is owed to.

A visit's source is what the first of its events that says any says: the campaign's ``utm_source``, else the site that
referred; ``direct`` where none does. An order is credited twice, so that both readings stand side by side: to the
source of its buyer's first visit, and to that of the last one that was not direct; both within ``LOOKBACK`` before it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final, LiteralString

from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import condition, counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.visits import SESSIONS

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
WITH {days}, visit AS (
    SELECT day, subject, session_id, started_at, orders,
           coalesce(nullif(utm_source, ''), nullif(referrer_host, ''), 'direct') AS source,
           CASE WHEN utm_medium <> '' THEN utm_medium WHEN referrer_host <> '' THEN 'referral'
                ELSE 'none' END AS medium,
           utm_campaign AS campaign
    FROM analytics_day_session WHERE session_id <> ''
), bought AS (
    SELECT e.message_id, e.subject, e.occurred_at, e.revenue
    FROM analytics_event e WHERE {scope} AND e.event = 'order_completed'
), touched AS (
    SELECT o.message_id, o.revenue, v.source, v.medium, v.campaign,
           row_number() OVER (PARTITION BY o.message_id ORDER BY v.started_at, v.session_id) AS first,
           row_number() OVER (PARTITION BY o.message_id
               ORDER BY v.source = 'direct', v.started_at DESC, v.session_id DESC) AS last
    FROM bought o LEFT JOIN visit v ON v.subject = o.subject
        AND v.started_at <= o.occurred_at AND v.started_at > o.occurred_at - %(lookback)s
), part AS (
    SELECT source, medium, campaign, sum(visits) AS visits, count(*) AS visitors, sum(orders) AS orders,
           0 AS of, 0 AS rf, 0 AS ol, 0 AS rl
    FROM (SELECT source, medium, campaign, subject, count(*) AS visits, sum(orders) AS orders
          FROM visit WHERE day >= %(first)s AND {kept} GROUP BY 1, 2, 3, 4) AS visitor GROUP BY 1, 2, 3
    UNION ALL
    SELECT coalesce(source, 'unknown'), coalesce(medium, 'none'), coalesce(campaign, ''), 0, 0, 0,
           count(*) FILTER (WHERE first = 1), coalesce(sum(revenue) FILTER (WHERE first = 1), 0),
           count(*) FILTER (WHERE last = 1), coalesce(sum(revenue) FILTER (WHERE last = 1), 0)
    FROM touched WHERE first = 1 OR last = 1 GROUP BY 1, 2, 3
)
SELECT source, medium, campaign, sum(visits)::int AS n, sum(visitors)::int, sum(orders)::int, sum(of)::int,
       sum(rf)::numeric(14,2), sum(ol)::int, sum(rl)::numeric(14,2)
FROM part GROUP BY source, medium, campaign ORDER BY n DESC, source, medium, campaign
"""

_KEPT: Final[LiteralString] = "session_id IN (SELECT e.session_id FROM analytics_event e WHERE {scope})"


def report(scope: Scope) -> Acquisition:
    """Return every source of the period's visits and orders."""
    # An order may be owed to a visit that no filter would keep.
    everything = replace(scope, filters=())
    parts = {
        "days": counted(everything, SESSIONS, since=scope.period.earlier(LOOKBACK)),
        "kept": sql.SQL(_KEPT).format(scope=condition(scope)) if scope.filters else sql.SQL("true"),
    }
    found = rows(Source, _STATEMENT, scope, parts=parts, lookback=LOOKBACK, first=scope.period.first)
    return Acquisition(Table("sources", "Sources", Source, found, Chart.BARS))
