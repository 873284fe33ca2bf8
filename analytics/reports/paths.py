"""The ways people take through the store: from page to page within a visit.

A path begins with the visit's first page view, or with its first one of ``start``, and has ``STEPS`` steps at most; it
ends at midnight, as visits do. What is one page, and what is no step, says ``analytics.rollups.paths``.
"""

from dataclasses import dataclass
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.paths import PATHS

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


_STATEMENT: Final[LiteralString] = """
WITH {days}, way AS (
    SELECT pages, visits, CASE %(start)s WHEN '' THEN 1 ELSE array_position(pages, %(start)s) END AS first
    FROM analytics_day_path
), begun AS (
    SELECT pages[first : first + %(steps)s] AS pages, sum(visits) AS visits
    FROM way WHERE first IS NOT NULL GROUP BY 1
), moves AS (
    SELECT step, pages[step] AS page, coalesce(pages[step + 1], '') AS next, sum(visits)::bigint AS visits
    FROM begun, generate_series(1, least(%(steps)s, cardinality(pages))) AS step GROUP BY 1, 2, 3
), ranked AS (
    SELECT m.*, visits::float8 / sum(visits) OVER (PARTITION BY step, page)::float8 AS share,
           row_number() OVER (PARTITION BY step ORDER BY visits DESC, page, next) AS place
    FROM moves m
)
SELECT step, page, next, visits, share FROM ranked WHERE place <= %(limit)s ORDER BY step, place
"""


def report(scope: Scope, start: str = "") -> Paths:
    """Return the moves of the period's visits, ``LIMIT`` a step at most; ``start`` is a page as paths name it."""
    days = {"days": counted(scope, PATHS)}
    found = rows(Move, _STATEMENT, scope, parts=days, start=start, steps=STEPS, limit=LIMIT)
    return Paths(Table("moves", "Moves", Move, found, Chart.FLOW))
