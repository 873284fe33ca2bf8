"""How pages are read and how they feel."""

from dataclasses import dataclass
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column

LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Page:
    """One page, by its path."""

    path: str = column("Page", Kind.TEXT)
    views: int = column("Views", Kind.COUNT)
    visitors: int = column("Visitors", Kind.COUNT)
    entries: int = column("Entries", Kind.COUNT, "Visits whose first page in the period it was.")
    exits: int = column("Exits", Kind.COUNT, "Visits whose last page in the period it was.")
    engaged_ms: float | None = column(
        "Engaged", Kind.DURATION, "Mean time it was visible and its reader not idle."
    )
    scroll: float | None = column("Scrolled", Kind.PERCENT, "Mean of how far down it was read.")
    read_half: float | None = column("Read half", Kind.PERCENT, "Views left at 50 % or further ÷ views left.")
    read_all: float | None = column(
        "Read to the end", Kind.PERCENT, "Views left at 90 % or further ÷ views left."
    )
    rage_clicks: int = column("Rage clicks", Kind.COUNT, "Bursts of three clicks on one spot.")
    dead_clicks: int = column("Dead clicks", Kind.COUNT, "Clicks after which nothing happened.")


@dataclass(frozen=True, slots=True)
class Vitals:
    """How one page feels: of every measure what three of four views are better than (web.dev/articles/vitals)."""

    path: str = column("Page", Kind.TEXT)
    views: int = column("Measured", Kind.COUNT)
    lcp_ms: float | None = column("LCP", Kind.DURATION, "Until the largest thing is there; good up to 2.5 s.")
    inp_ms: float | None = column("INP", Kind.DURATION, "Until a click is answered; good up to 200 ms.")
    cls: float | None = column("CLS", Kind.NUMBER, "How much it jumps; good up to 0.1.")
    fcp_ms: float | None = column("FCP", Kind.DURATION, "Until anything is there.")
    ttfb_ms: float | None = column("TTFB", Kind.DURATION, "Until the first byte.")


@dataclass(frozen=True, slots=True)
class Pages(Result):
    """The most viewed pages; ``LIMIT`` rows at most."""

    pages: Table[Page]
    vitals: Table[Vitals]


_PAGES: Final[LiteralString] = """
WITH e AS MATERIALIZED (
    SELECT e.event, e.page_path AS path, e.subject, e.session_id, e.engaged_ms, e.scroll_percent,
           e.occurred_at, e.date, e.message_id
    FROM analytics_event e
    WHERE {scope} AND e.event IN ('page_viewed', 'page_left', 'rage_click', 'dead_click')
), ends AS (
    SELECT (array_agg(path ORDER BY occurred_at, date, message_id))[1] AS entry,
           (array_agg(path ORDER BY occurred_at DESC, date DESC, message_id DESC))[1] AS exit
    FROM e WHERE event = 'page_viewed' AND session_id IS NOT NULL GROUP BY session_id
), entered AS (SELECT entry AS path, count(*) AS entries FROM ends GROUP BY 1),
left_at AS (SELECT exit AS path, count(*) AS exits FROM ends GROUP BY 1),
figures AS (
    SELECT path, count(*) FILTER (WHERE event = 'page_viewed') AS views,
           count(DISTINCT subject) FILTER (WHERE event = 'page_viewed') AS visitors,
           avg(engaged_ms) FILTER (WHERE event = 'page_left') AS engaged,
           avg(scroll_percent) FILTER (WHERE event = 'page_left') / 100 AS scroll,
           avg((scroll_percent >= 50)::int) FILTER (WHERE event = 'page_left') AS half,
           avg((scroll_percent >= 90)::int) FILTER (WHERE event = 'page_left') AS whole,
           count(*) FILTER (WHERE event = 'rage_click') AS rage, count(*) FILTER (WHERE event = 'dead_click') AS dead
    FROM e GROUP BY path
)
SELECT coalesce(path, '') AS path, views, visitors, coalesce(entries, 0), coalesce(exits, 0), engaged::float8,
       scroll::float8, half::float8, whole::float8, rage, dead
FROM figures LEFT JOIN entered USING (path) LEFT JOIN left_at USING (path)
ORDER BY views DESC, path LIMIT %(limit)s
"""

_VITALS: Final[LiteralString] = """
WITH measured AS (
    SELECT coalesce(e.page_path, '') AS path, (e.properties ->> 'lcp_ms')::float8 AS lcp,
           (e.properties ->> 'inp_ms')::float8 AS inp, (e.properties ->> 'cls')::float8 AS cls,
           (e.properties ->> 'fcp_ms')::float8 AS fcp, (e.properties ->> 'ttfb_ms')::float8 AS ttfb
    FROM analytics_event e WHERE {scope} AND e.event = 'web_vitals'
)
SELECT path, count(*) AS views, percentile_cont(0.75) WITHIN GROUP (ORDER BY lcp),
       percentile_cont(0.75) WITHIN GROUP (ORDER BY inp), percentile_cont(0.75) WITHIN GROUP (ORDER BY cls),
       percentile_cont(0.75) WITHIN GROUP (ORDER BY fcp), percentile_cont(0.75) WITHIN GROUP (ORDER BY ttfb)
FROM measured GROUP BY path ORDER BY views DESC, path LIMIT %(limit)s
"""


def report(scope: Scope) -> Pages:
    """Return how the period's pages were read and felt."""
    return Pages(
        pages=Table("pages", "Pages", Page, rows(Page, _PAGES, scope, limit=LIMIT), Chart.BARS),
        vitals=Table(
            "vitals", "How pages feel", Vitals, rows(Vitals, _VITALS, scope, limit=LIMIT), Chart.BARS
        ),
    )
