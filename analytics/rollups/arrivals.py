"""What each topic brought, and how late it was.

Delays are kept as classes, each a twentieth longer than the one before: an exact percentile of many days would need
every event's. The middle of a class is at most 2.5 % off.
"""

from typing import Final, LiteralString

from analytics.rollups.rollup import TRAFFIC, Rollup

_GROWTH: Final[LiteralString] = "1.05::float8"

ARRIVALS: Final = Rollup(
    "analytics_day_arrival",
    "day, topic, delay_class, events, late, newest",
    f"""
    SELECT day, topic, CASE WHEN delay < 1 THEN 0 ELSE floor(ln(delay) / ln({_GROWTH}))::int + 1 END AS delay_class,
           count(*), count(*) FILTER (WHERE received_at > occurred_at + interval '1 minute'), max(occurred_at)
      FROM (SELECT day, topic, occurred_at, received_at,
                   date_part('epoch', loaded_at - received_at) * 1000 AS delay FROM analytics_day) AS arrived
     GROUP BY 1, 2, 3
    """,
    source=TRAFFIC,
)


def delay_ms(delay_class: LiteralString) -> LiteralString:
    """Return the expression for the middle of ``delay_class``: what is below a millisecond, or came before it was
    received by the clocks of two machines, is none."""
    return f"CASE {delay_class} WHEN 0 THEN 0 ELSE power({_GROWTH}, {delay_class} - 0.5) END"
