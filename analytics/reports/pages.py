"""How pages are read and how they feel."""

from dataclasses import dataclass
from typing import Final, LiteralString

from analytics.packed import WHOLE_NUMBERS, quantile
from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.visits import PAGES

LIMIT: Final = 200
_QUARTILE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Page:
    """One page, by its path."""

    path: str = column("Page", Kind.TEXT)
    views: int = column("Views", Kind.COUNT)
    visitors: int = column("Visitors", Kind.COUNT)
    entries: int = column("Entries", Kind.COUNT, "Visits that began with it.")
    exits: int = column("Exits", Kind.COUNT, "Visits that ended with it.")
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
class _Felt:
    path: str
    views: int
    lcp_ms: bytes
    inp_ms: bytes
    cls: bytes
    fcp_ms: bytes
    ttfb_ms: bytes


@dataclass(frozen=True, slots=True)
class Pages(Result):
    """The most viewed pages; ``LIMIT`` rows at most."""

    pages: Table[Page]
    vitals: Table[Vitals]


_PAGES: Final[LiteralString] = """
WITH {days}, summed AS (
    SELECT page_path, sum(views)::bigint AS views, sum(entries)::bigint AS entries, sum(exits)::bigint AS exits,
           nullif(sum(leavings), 0)::float8 AS leavings, sum(engaged_ms) AS engaged, sum(scrolled) AS scrolled,
           sum(scrolled_50) AS half, sum(scrolled_90) AS whole, sum(rage_clicks)::bigint AS rage,
           sum(dead_clicks)::bigint AS dead, string_agg(visitors, '') AS visitors
    FROM analytics_day_page GROUP BY 1 HAVING sum(views + leavings + rage_clicks + dead_clicks) > 0
)
SELECT page_path, views, visitors, entries, exits, engaged / leavings, scrolled / leavings / 100,
       half / leavings, whole / leavings, rage, dead
FROM summed ORDER BY views DESC, page_path LIMIT %(limit)s
"""

_VITALS: Final[LiteralString] = """
WITH {days}
SELECT page_path, sum(measured)::bigint AS views, string_agg(lcp_ms, ''), string_agg(inp_ms, ''), string_agg(cls, ''),
       string_agg(fcp_ms, ''), string_agg(ttfb_ms, '')
FROM analytics_day_page WHERE measured > 0 GROUP BY 1 ORDER BY views DESC, page_path LIMIT %(limit)s
"""


def report(scope: Scope) -> Pages:
    """Return how the period's pages were read and felt."""
    days = {"days": counted(scope, PAGES)}
    read = rows(Page, _PAGES, scope, parts=days, limit=LIMIT)
    felt = tuple(map(_vitals, rows(_Felt, _VITALS, scope, parts=days, limit=LIMIT)))
    return Pages(
        pages=Table("pages", "Pages", Page, read, Chart.BARS),
        vitals=Table("vitals", "How pages feel", Vitals, felt, Chart.BARS),
    )


def _vitals(felt: _Felt) -> Vitals:
    times = (felt.lcp_ms, felt.inp_ms, felt.fcp_ms, felt.ttfb_ms)
    lcp, inp, fcp, ttfb = (quantile(values, _QUARTILE, kind=WHOLE_NUMBERS) for values in times)
    return Vitals(felt.path, felt.views, lcp, inp, quantile(felt.cls, _QUARTILE), fcp, ttfb)
