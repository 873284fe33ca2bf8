"""All rollups, and the day of events that they are counted from.

``analytics_day`` is a temporary table: the events of one day of the store without those of programs and staff. All
rollups are made from it, so that they agree with each other and the wide table is read once.
"""

from typing import Final

from analytics.rollups import sales, visits
from analytics.rollups.rollup import COLUMNS, Rollup

DAY_EVENTS: Final = f"""
    CREATE TEMPORARY TABLE analytics_day ON COMMIT DROP AS
    SELECT %(day)s::date AS day, {COLUMNS} FROM analytics_event
     WHERE occurred_at >= %(start)s AND occurred_at < %(stop)s AND NOT is_bot AND NOT is_staff
"""

_ALL: Final = (
    visits.SLOTS,
    visits.TOTALS,
    visits.SESSIONS,
    visits.PAGES,
    visits.FORMS,
    sales.SEARCHES,
    sales.PRODUCTS,
    sales.CATEGORIES,
    sales.PROMOTIONS,
    sales.EXPOSURES,
)

ROLLUPS: Final[dict[str, Rollup]] = {rollup.table: rollup for rollup in _ALL}
"""Table → what fills it."""
