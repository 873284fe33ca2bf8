"""Who did what when, packed: what a way of several steps is looked for among."""

from typing import Final

from analytics.rollups.rollup import Rollup

MOMENTS: Final = Rollup(
    "analytics_day_moment",
    "day, event, moments",
    """
    SELECT day, event, string_agg(person || timestamptz_send(occurred_at), '')
      FROM analytics_day WHERE person IS NOT NULL GROUP BY 1, 2
    """,
)
