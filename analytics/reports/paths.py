"""The ways people take through the store: from page to page within a visit.

A path begins with the visit's first page view, or with its first one of ``start``, and has ``STEPS`` steps at most. A
page that is merely loaded again is no step. Single products, categories and orders are taken together, as
``/products/…``; pages in another language stand by themselves, as ``/de/products/…``.
"""

from dataclasses import dataclass
from typing import Final, LiteralString

from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column

STEPS: Final = 5
LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Move:
    """How many visits went from one page to the next at one step; ``target`` is empty where they ended."""

    step: int = column("Step", Kind.NUMBER)
    source: str = column("From", Kind.TEXT)
    target: str = column("To", Kind.TEXT)
    visits: int = column("Visits", Kind.COUNT)
    share: float = column("Of the page's visits", Kind.PERCENT)


@dataclass(frozen=True, slots=True)
class Paths(Result):
    """The most frequent moves of each step."""

    moves: Table[Move]


GROUPED: Final[LiteralString] = (
    r"regexp_replace({path}, '^(/[a-z]{{2}})?/(products|categories|orders)/.+$', '\1/\2/…')"
)

_STATEMENT: Final[LiteralString] = """
WITH viewed AS (
    SELECT e.session_id, {page} AS page, e.occurred_at AS at, e.date, e.message_id
    FROM analytics_event e WHERE {scope} AND e.event = 'page_viewed' AND e.session_id IS NOT NULL
), turned AS (
    SELECT v.*, lag(page) OVER w AS before FROM viewed v
    WINDOW w AS (PARTITION BY session_id ORDER BY at, date, message_id)
), pages AS (
    SELECT t.*, count(*) FILTER (WHERE %(start)s = '' OR page = %(start)s) OVER w AS begun
    FROM turned t WHERE page IS DISTINCT FROM before
    WINDOW w AS (PARTITION BY session_id ORDER BY at, date, message_id)
), steps AS (
    SELECT session_id, page, row_number() OVER w AS step, lead(page) OVER w AS next
    FROM pages WHERE begun > 0
    WINDOW w AS (PARTITION BY session_id ORDER BY at, date, message_id)
), moves AS (
    SELECT step, page, coalesce(next, '') AS next, count(*) AS visits FROM steps
    WHERE step <= %(steps)s GROUP BY 1, 2, 3
), ranked AS (
    SELECT m.*, visits::float8 / sum(visits) OVER (PARTITION BY step, page)::float8 AS share,
           row_number() OVER (PARTITION BY step ORDER BY visits DESC, page, next) AS place
    FROM moves m
)
SELECT step, page, next, visits, share FROM ranked WHERE place <= %(limit)s ORDER BY step, place
"""


def report(scope: Scope, start: str = "") -> Paths:
    """Return the moves of the period's visits, ``LIMIT`` a step at most; ``start`` is a page as paths name it."""
    found = rows(
        Move,
        _STATEMENT,
        scope,
        parts={"page": sql.SQL(GROUPED).format(path=sql.Identifier("e", "page_path"))},
        start=start,
        steps=STEPS,
        limit=LIMIT,
    )
    return Paths(Table("moves", "Moves", Move, found, Chart.FLOW))
