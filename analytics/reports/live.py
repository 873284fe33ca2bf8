"""What happens right now. Numbers only: no visitor, no number of an order, and no search that only one person typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column

LEAST_PEOPLE: Final = 2
"""How many people must have searched for a word before the live view shows it."""


@dataclass(frozen=True, slots=True)
class Now:
    """The moment."""

    people: int = column("People now", Kind.COUNT, "Different visitors in the last 5 minutes.")
    events_a_second: float = column("Events a second", Kind.NUMBER, "Of the last minute.")
    orders: int = column("Orders", Kind.COUNT, "In the last 30 minutes.")


@dataclass(frozen=True, slots=True)
class Minute:
    """One of the last 30 minutes."""

    minute: datetime = column("Minute", Kind.TIME)
    events: int = column("Events", Kind.COUNT)
    visitors: int = column("Visitors", Kind.COUNT)


@dataclass(frozen=True, slots=True)
class LivePage:
    """A page that was looked at in the last 5 minutes."""

    path: str = column("Page", Kind.TEXT)
    visitors: int = column("Visitors", Kind.COUNT)


@dataclass(frozen=True, slots=True)
class LiveSearch:
    """What several people looked for in the last 30 minutes, the newest first."""

    keyword: str = column("Search", Kind.TEXT)
    at: datetime = column("Last at", Kind.TIME)
    searches: int = column("Searches", Kind.COUNT)
    nothing_found: bool = column("Nothing found", Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Live(Result):
    """The live view. ``now`` has the moment first, then the one before: as many minutes, just ahead of its own."""

    now: Table[Now]
    minutes: Table[Minute]
    pages: Table[LivePage]
    searches: Table[LiveSearch]


# So that only the last days' partitions are looked at: an event of a sender whose clock is wrong by more than a day
# isn't seen here; every other report has it.
_LATELY: Final = sql.SQL("e.date BETWEEN %(from_ms)s AND %(to_ms)s")
_WRONG_BY: Final = timedelta(days=1)
_SHOWN: Final = timedelta(minutes=30)

# All windows end at the instant asked for, so that the view can be asked about any moment; ``back`` is by how many of
# its own lengths a window lies before that.
_NOW: Final[LiteralString] = """
SELECT (SELECT count(DISTINCT e.subject) FROM analytics_event e
        WHERE {scope} AND {lately} AND e.session_id IS NOT NULL
          AND e.occurred_at > %(now)s - interval '5 minutes' * (%(back)s + 1)
          AND e.occurred_at <= %(now)s - interval '5 minutes' * %(back)s),
       (SELECT count(*) / 60.0::float8 FROM analytics_event e
        WHERE {scope} AND {lately} AND e.occurred_at > %(now)s - interval '1 minute' * (%(back)s + 1)
          AND e.occurred_at <= %(now)s - interval '1 minute' * %(back)s),
       (SELECT count(*) FROM analytics_event e
        WHERE {scope} AND {lately} AND e.event = 'order_completed'
          AND e.occurred_at > %(now)s - interval '30 minutes' * (%(back)s + 1)
          AND e.occurred_at <= %(now)s - interval '30 minutes' * %(back)s)
"""
_MINUTES: Final[LiteralString] = """
WITH counted AS (
    SELECT date_trunc('minute', e.occurred_at) AS minute, count(*) AS events,
           count(DISTINCT e.subject) FILTER (WHERE e.session_id IS NOT NULL) AS visitors
    FROM analytics_event e
    WHERE {scope} AND {lately} AND e.occurred_at >= date_trunc('minute', %(now)s::timestamptz) - interval '29 minutes'
      AND e.occurred_at <= %(now)s
    GROUP BY 1
)
SELECT minute, coalesce(events, 0), coalesce(visitors, 0)
FROM generate_series(date_trunc('minute', %(now)s::timestamptz) - interval '29 minutes',
                     date_trunc('minute', %(now)s::timestamptz), interval '1 minute') AS minute
LEFT JOIN counted USING (minute) ORDER BY minute
"""
_PAGES: Final[LiteralString] = r"""
SELECT regexp_replace(e.page_path, '^((/[a-z]{{2}})?/orders)/.+$', '\1/…') AS path,
       count(DISTINCT e.subject) AS visitors
FROM analytics_event e
WHERE {scope} AND {lately} AND e.occurred_at > %(now)s - interval '5 minutes' AND e.occurred_at <= %(now)s
  AND e.event = 'page_viewed'
GROUP BY path ORDER BY visitors DESC, path LIMIT 10
"""
_SEARCHES: Final[LiteralString] = """
SELECT e.search_keyword, max(e.occurred_at) AS at, count(DISTINCT coalesce(e.search_id, e.message_id::text)),
       bool_and(e.results_count = 0) IS TRUE
FROM analytics_event e
WHERE {scope} AND {lately} AND e.occurred_at > %(now)s - interval '30 minutes' AND e.occurred_at <= %(now)s
  AND e.event = 'products_searched'
GROUP BY e.search_keyword HAVING count(DISTINCT e.subject) >= %(least)s
ORDER BY at DESC, e.search_keyword LIMIT 10
"""


def report(scope: Scope, *, now: datetime) -> Live:
    """Return the last half hour before ``now``, and the figures of the one before; ``scope`` must contain both."""
    told: dict[str, Any] = {
        "parts": {"lately": _LATELY},
        "now": now,
        "from_ms": int((now - 2 * _SHOWN - _WRONG_BY).timestamp() * 1000),
        "to_ms": int((now + _WRONG_BY).timestamp() * 1000),
    }
    moments = [row for back in (0, 1) for row in rows(Now, _NOW, scope, **told, back=back)]
    searched = rows(LiveSearch, _SEARCHES, scope, **told, least=LEAST_PEOPLE)
    return Live(
        now=Table("now", "Now", Now, tuple(moments)),
        minutes=Table(
            "minutes", "Last 30 minutes", Minute, rows(Minute, _MINUTES, scope, **told), Chart.BARS
        ),
        pages=Table("pages", "Pages", LivePage, rows(LivePage, _PAGES, scope, **told), Chart.BARS),
        searches=Table("searches", "Searches", LiveSearch, searched),
    )
