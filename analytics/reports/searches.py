"""What people look for, find and buy.

Further pages of a search's results are the same search. A click belongs to the search whose results it was made in; a
product put into the cart, or bought, belongs to a search if its visitor had clicked that product in its results before,
on the same day.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.sales import SEARCHES

LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class Keyword:
    """One search word, as it is folded for counting."""

    keyword: str = column("Search", Kind.TEXT)
    searches: int = column("Searches", Kind.COUNT)
    people: int = column("People", Kind.COUNT)
    nothing_found: int = column("Nothing found", Kind.COUNT, "Searches without a result.")
    clicked: int = column("With a click", Kind.COUNT, "Searches of which a result was clicked.")
    click_through: float | None = column("Click-through", Kind.PERCENT, "Searches with a click ÷ searches.")
    position: float | None = column("Position clicked", Kind.NUMBER, "Mean place of the results clicked.")
    to_cart: int = column("To cart", Kind.COUNT, "Searches of which a clicked result was put into the cart.")
    to_order: int = column("To order", Kind.COUNT, "Searches of which a clicked result was bought.")


@dataclass(frozen=True, slots=True)
class Trend:
    """A word that is looked for more than before."""

    keyword: str = column("Search", Kind.TEXT)
    searches: int = column("Searches", Kind.COUNT)
    before: int = column("Before", Kind.COUNT)
    score: float = column("Rise", Kind.NUMBER, "(searches − before) ÷ √(before + 1): how far beyond chance.")


@dataclass(frozen=True, slots=True)
class Position:
    """One place in the results."""

    position: int = column("Position", Kind.NUMBER)
    clicks: int = column("Clicks", Kind.COUNT)
    share: float = column("Share", Kind.PERCENT)


@dataclass(frozen=True, slots=True)
class Searches(Result):
    """``totals`` has the period first, then the one it is compared with, if both have any; ``top`` is by searches,
    ``nothing_found`` by searches without result, ``rising`` against the compared period."""

    totals: Table[Keyword]
    top: Table[Keyword]
    nothing_found: Table[Keyword]
    rising: Table[Trend]
    positions: Table[Position]


_SEARCHES: Final[LiteralString] = """
WITH {days}, summed AS (
    SELECT keyword, grouping(keyword) AS level, sum(searches)::bigint AS searches, string_agg(searchers, '') AS people,
           sum(zero_results)::bigint AS nothing, sum(clicked)::bigint AS clicked,
           sum(position_sum)::float8 AS places, sum(cardinality(positions)) AS placed,
           sum(to_cart)::bigint AS to_cart, sum(to_order)::bigint AS to_order
    FROM analytics_day_search GROUP BY GROUPING SETS ((keyword), ()) HAVING count(*) > 0
)
SELECT coalesce(keyword, ''), searches, people, nothing, clicked, clicked::float8 / searches,
       places / nullif(placed, 0), to_cart, to_order
FROM summed ORDER BY level DESC, searches DESC, keyword
"""

_POSITIONS: Final[LiteralString] = """
WITH {days}
SELECT position, count(*), count(*)::float8 / sum(count(*)) OVER ()::float8
FROM analytics_day_search, unnest(positions) AS position GROUP BY position ORDER BY position LIMIT 50
"""


def report(scope: Scope) -> Searches:
    """Return what was searched in the period; each table has ``LIMIT`` rows at most."""
    totals, keywords = _counted(scope)
    past_totals, past = _counted(scope.over(scope.compared)) if scope.compared else ((), None)
    nothing = sorted((row for row in keywords if row.nothing_found), key=lambda row: -row.nothing_found)
    return Searches(
        totals=Table("totals", "All searches", Keyword, (*totals, *past_totals) if totals else ()),
        top=Table("top", "Top searches", Keyword, keywords[:LIMIT], Chart.BARS),
        nothing_found=Table("nothing_found", "Nothing found", Keyword, tuple(nothing[:LIMIT]), Chart.BARS),
        rising=Table("rising", "Rising", Trend, _rising(keywords, past), Chart.BARS),
        positions=Table(
            "positions",
            "Clicks by position",
            Position,
            rows(Position, _POSITIONS, scope, parts={"days": counted(scope, SEARCHES)}),
            Chart.BARS,
        ),
    )


def _counted(scope: Scope) -> tuple[tuple[Keyword, ...], tuple[Keyword, ...]]:
    """Return all searches as one row, none if there were none, and a row for each word."""
    found = rows(Keyword, _SEARCHES, scope, parts={"days": counted(scope, SEARCHES)})
    return found[:1], found[1:]


def _rising(keywords: tuple[Keyword, ...], past: tuple[Keyword, ...] | None) -> tuple[Trend, ...]:
    """Return the words that rose; none where nothing is compared."""
    if past is None:
        return ()
    before = {row.keyword: row.searches for row in past}
    trends = [
        Trend(row.keyword, row.searches, then := before.get(row.keyword, 0), rise(row.searches, then))
        for row in keywords
    ]
    return tuple(sorted((row for row in trends if row.score > 0), key=lambda row: -row.score)[:LIMIT])


def rise(now: int, before: int) -> float:
    """Return by how many of its own standard deviations a count grew, were it a Poisson count of ``before`` + 1."""
    return (now - before) / sqrt(before + 1)
