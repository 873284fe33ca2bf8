"""Where visits came from, and which of them the day's orders are owed to."""

from typing import Final, LiteralString

from analytics.packed import people
from analytics.rollups.rollup import Rollup
from analytics.rollups.visits import SESSIONS

# How long before an order its buyer's visits count for it.
_LOOKBACK_DAYS: Final = 30

_VISITORS: Final[LiteralString] = people("true")
# Of a row of ``analytics_day_session``.
_CAME_FROM: Final[LiteralString] = """
    coalesce(nullif(utm_source, ''), nullif(referrer_host, ''), 'direct') AS source,
    CASE WHEN utm_medium <> '' THEN utm_medium WHEN referrer_host <> '' THEN 'referral' ELSE 'none' END AS medium,
    utm_campaign AS campaign
"""

SOURCES: Final = Rollup(
    "analytics_day_source",
    "day, source, medium, campaign, visits, orders, visitors",
    f"""
    SELECT day, source, medium, campaign, count(*), sum(orders), {_VISITORS}
      FROM (SELECT day, orders, int8send(hashtextextended(subject, 0)) AS person, {_CAME_FROM}
              FROM analytics_day_session WHERE session_id <> '') AS visit
     GROUP BY 1, 2, 3, 4
    """,
    reads=SESSIONS,
)

# An order at the beginning of a day may be owed to a visit that is a day more away where clocks went forward meanwhile.
CREDITS: Final = Rollup(
    "analytics_day_credit",
    "day, source, medium, campaign, orders_first, revenue_first, orders_last, revenue_last",
    f"""
    WITH visit AS (
        SELECT subject, session_id, started_at, {_CAME_FROM} FROM analytics_day_session WHERE session_id <> ''
    ), touched AS (
        SELECT o.day, o.revenue, v.source, v.medium, v.campaign,
               row_number() OVER (PARTITION BY o.message_id ORDER BY v.started_at, v.session_id) AS first,
               row_number() OVER (PARTITION BY o.message_id
                   ORDER BY v.source = 'direct', v.started_at DESC, v.session_id DESC) AS last
          FROM analytics_day o LEFT JOIN visit v ON v.subject = o.subject
               AND v.started_at <= o.occurred_at AND v.started_at > o.occurred_at - interval '{_LOOKBACK_DAYS} days'
         WHERE o.event = 'order_completed'
    )
    SELECT day, coalesce(source, 'unknown') AS source, coalesce(medium, 'none') AS medium, coalesce(campaign, ''),
           count(*) FILTER (WHERE first = 1), coalesce(sum(revenue) FILTER (WHERE first = 1), 0),
           count(*) FILTER (WHERE last = 1), coalesce(sum(revenue) FILTER (WHERE last = 1), 0)
      FROM touched WHERE first = 1 OR last = 1 GROUP BY 1, 2, 3, 4
    """,
    ("order_completed",),
    reads=SESSIONS,
    days_before=_LOOKBACK_DAYS + 1,
)
