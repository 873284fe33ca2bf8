"""What people look for, find and buy.

A search is one ``search_id``; further pages of its results are the same search. A click belongs to the search whose
results it was made in; a product put into the cart, or bought, belongs to a search if its visitor had clicked that
product in the search's results before, within the period.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column

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
    """``top`` by searches, ``nothing_found`` by searches without result, ``rising`` against the compared period."""

    totals: Table[Keyword]
    top: Table[Keyword]
    nothing_found: Table[Keyword]
    rising: Table[Trend]
    positions: Table[Position]


# One row a search; what was clicked, put into the cart and bought from it.
_SEARCHES: Final[LiteralString] = """
WITH e AS MATERIALIZED (
    SELECT e.event, e.subject, e.occurred_at, e.product_id, e.position, e.search_id,
           coalesce(e.search_id, e.message_id::text) AS search, e.search_keyword, e.results_count, e.properties
    FROM analytics_event e
    WHERE {scope} AND e.event IN ('products_searched', 'product_clicked', 'product_added', 'order_completed')
), searched AS (
    SELECT search, min(search_keyword) AS keyword, min(subject) AS subject, bool_or(results_count = 0) AS nothing
    FROM e WHERE event = 'products_searched' GROUP BY search
), clicks AS (
    SELECT e.search_id AS search, e.subject, e.product_id, min(e.occurred_at) AS at,
           count(*) AS clicks, sum(e.position) AS positions, count(e.position) AS placed
    FROM e WHERE event = 'product_clicked' AND search_id IS NOT NULL GROUP BY 1, 2, 3
), added AS (
    SELECT subject, product_id, max(occurred_at) AS at FROM e WHERE event = 'product_added' GROUP BY 1, 2
), bought AS (
    SELECT e.subject, line ->> 'product_id' AS product_id, max(e.occurred_at) AS at
    FROM e CROSS JOIN jsonb_array_elements(e.properties -> 'products') AS line
    WHERE e.event = 'order_completed' GROUP BY 1, 2
), led AS (
    SELECT c.search, sum(c.positions) AS positions, sum(c.placed) AS placed,
           bool_or(a.at > c.at) AS carted, bool_or(b.at > c.at) AS ordered
    FROM clicks c
    LEFT JOIN added a ON a.subject = c.subject AND a.product_id = c.product_id
    LEFT JOIN bought b ON b.subject = c.subject AND b.product_id = c.product_id
    GROUP BY c.search
)
SELECT coalesce(s.keyword, ''), count(*) AS searches, count(DISTINCT s.subject),
       count(*) FILTER (WHERE s.nothing), count(l.search),
       count(l.search)::float8 / nullif(count(*), 0), (sum(l.positions) / nullif(sum(l.placed), 0))::float8,
       count(*) FILTER (WHERE l.carted), count(*) FILTER (WHERE l.ordered)
FROM searched s LEFT JOIN led l USING (search)
GROUP BY GROUPING SETS ((s.keyword), ())
HAVING count(*) > 0
ORDER BY grouping(s.keyword) DESC, searches DESC, s.keyword
"""

_COUNTS: Final[LiteralString] = """
SELECT e.search_keyword, count(DISTINCT coalesce(e.search_id, e.message_id::text)), 0, 0::float8
FROM analytics_event e WHERE {scope} AND e.event = 'products_searched'
GROUP BY e.search_keyword
"""

_POSITIONS: Final[LiteralString] = """
SELECT e.position, count(*), count(*)::float8 / sum(count(*)) OVER ()::float8
FROM analytics_event e
WHERE {scope} AND e.event = 'product_clicked' AND e.search_id IS NOT NULL AND e.position IS NOT NULL
GROUP BY e.position ORDER BY e.position LIMIT 50
"""


def report(scope: Scope) -> Searches:
    """Return what was searched in the period; each table has ``LIMIT`` rows at most."""
    found = rows(Keyword, _SEARCHES, scope)
    totals, keywords = found[:1], found[1:]
    nothing = sorted((row for row in keywords if row.nothing_found), key=lambda row: -row.nothing_found)
    return Searches(
        totals=Table("totals", "All searches", Keyword, totals),
        top=Table("top", "Top searches", Keyword, keywords[:LIMIT], Chart.BARS),
        nothing_found=Table("nothing_found", "Nothing found", Keyword, tuple(nothing[:LIMIT]), Chart.BARS),
        rising=Table("rising", "Rising", Trend, _rising(keywords, scope), Chart.BARS),
        positions=Table(
            "positions", "Clicks by position", Position, rows(Position, _POSITIONS, scope), Chart.BARS
        ),
    )


def _rising(keywords: tuple[Keyword, ...], scope: Scope) -> tuple[Trend, ...]:
    if scope.compared is None:
        return ()
    before = {row.keyword: row.searches for row in rows(Trend, _COUNTS, scope.over(scope.compared))}
    trends = [
        Trend(row.keyword, row.searches, past := before.get(row.keyword, 0), rise(row.searches, past))
        for row in keywords
    ]
    return tuple(sorted((row for row in trends if row.score > 0), key=lambda row: -row.score)[:LIMIT])


def rise(now: int, before: int) -> float:
    """Return by how many of its own standard deviations a count grew, were it a Poisson count of ``before`` + 1."""
    return (now - before) / sqrt(before + 1)
