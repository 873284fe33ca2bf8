"""All rollups, and the day of events that they are counted from.

``analytics_day`` is a temporary table: the events of one day of the store without those of programs and staff. All
rollups are made from it, so that they agree with each other and the wide table is read once.
"""

from collections.abc import Sequence
from typing import Final

from analytics.rollups import sales, visits
from analytics.rollups.rollup import COLUMNS, Rollup

_DAY_EVENTS: Final = f"""
    CREATE TEMPORARY TABLE analytics_day ON COMMIT DROP AS
    SELECT %(day)s::date AS day, {COLUMNS} FROM analytics_event
     WHERE occurred_at >= %(start)s AND occurred_at < %(stop)s AND NOT is_bot AND NOT is_staff AND ({{dates}})
"""


def day_events(dates: Sequence[tuple[int, int]]) -> str:
    """Return the statement that makes ``analytics_day`` of ``day``, from ``start`` to ``stop``. ``dates`` say in which
    partitions its events lie, see ``days.dates_of``."""
    spans = (f"date >= {int(first)} AND date < {int(stop)}" for first, stop in dates)
    return _DAY_EVENTS.format(dates=" OR ".join(spans))


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
