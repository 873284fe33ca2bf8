"""All rollups, and the day of events that they are counted from.

``analytics_day`` is a temporary table: the events of one day of the store, as a source of rollups wants them. All
rollups of a source are made from it, so that they agree with each other and the wide table is read once.
"""

from collections.abc import Sequence
from typing import Final

from analytics.rollups import arrivals, moments, paths, sales, sources, visits
from analytics.rollups.rollup import Rollup, Source

_DAY_EVENTS: Final = """
    CREATE TEMPORARY TABLE analytics_day ON COMMIT DROP AS
    SELECT %(day)s::date AS day, {columns} FROM analytics_event
     WHERE occurred_at >= %(start)s AND occurred_at < %(stop)s AND {whose} AND ({dates}) AND {which}
"""


def day_events(source: Source, dates: Sequence[tuple[int, int]], events: Sequence[str] = ()) -> str:
    """Return the statement that makes ``analytics_day`` of ``day``, from ``start`` to ``stop``, for rollups of
    ``source``, of ``events`` or all. ``dates`` say in which partitions they lie, see ``days.dates_of``."""
    which = f"event IN ({', '.join(f"'{event}'" for event in events)})" if events else "true"
    whose = "true" if source.all_traffic else "NOT is_bot AND NOT is_staff"
    spans = (f"date >= {int(first)} AND date < {int(stop)}" for first, stop in dates)
    return _DAY_EVENTS.format(columns=source.columns, whose=whose, dates=" OR ".join(spans), which=which)


_ALL: Final = (
    visits.SLOTS,
    visits.TOTALS,
    visits.SESSIONS,
    sources.SOURCES,
    sources.CREDITS,
    visits.PAGES,
    visits.FORMS,
    paths.PATHS,
    moments.MOMENTS,
    sales.SEARCHES,
    sales.PRODUCTS,
    sales.CATEGORIES,
    sales.PROMOTIONS,
    sales.EXPOSURES,
    sales.ORDERS,
    arrivals.ARRIVALS,
)

ROLLUPS: Final[dict[str, Rollup]] = {rollup.table: rollup for rollup in _ALL}
"""Table → what fills it."""

BY_SOURCE: Final[dict[Source, list[Rollup]]] = {
    source: [rollup for rollup in _ALL if rollup.source == source]
    for source in {rollup.source: None for rollup in _ALL}
}

LOOKING_BACK: Final = [rollup for rollup in _ALL if rollup.days_before]
"""What is counted from days before as well."""
