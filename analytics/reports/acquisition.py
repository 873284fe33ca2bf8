"""Where visits come from, and which source an order is owed to.

A visit's source is what the first of its events that says any says: the campaign's ``utm_source``, else the site that
referred; ``direct`` where none does. An order is credited twice, so that both readings stand side by side: to the
source of its buyer's first visit, and to that of the last one that was not direct; both within 30 days before it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, LiteralString

from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.sources import CREDITS, SOURCES


@dataclass(frozen=True, slots=True)
class Source:
    """One source, medium and campaign."""

    source: str = column("Source", Kind.TEXT)
    medium: str = column("Medium", Kind.TEXT)
    campaign: str = column("Campaign", Kind.TEXT)
    visits: int = column("Visits", Kind.COUNT)
    visitors: int = column("Visitors", Kind.COUNT)
    orders: int = column("Orders in the visit", Kind.COUNT)
    orders_first: int = column("Orders, first touch", Kind.COUNT)
    revenue_first: Decimal = column("Revenue, first touch", Kind.MONEY)
    orders_last: int = column("Orders, last touch", Kind.COUNT)
    revenue_last: Decimal = column("Revenue, last touch", Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Acquisition(Result):
    """``sources`` by visits; orders of nobody known are owed to ``unknown``."""

    sources: Table[Source]


_VISITS: Final[LiteralString] = """
WITH {days}
SELECT source, medium, campaign, sum(visits)::bigint, string_agg(visitors, ''), sum(orders)::bigint,
       0, 0::numeric(14,2), 0, 0::numeric(14,2)
FROM analytics_day_source GROUP BY 1, 2, 3
"""
_CREDITS: Final[LiteralString] = """
WITH {days}
SELECT source, medium, campaign, 0, 0, 0, sum(orders_first)::bigint, sum(revenue_first)::numeric(14,2),
       sum(orders_last)::bigint, sum(revenue_last)::numeric(14,2)
FROM analytics_day_credit GROUP BY 1, 2, 3
"""


def report(scope: Scope) -> Acquisition:
    """Return every source of the period's visits and orders."""
    found = {_key(row): row for row in rows(Source, _VISITS, scope, parts={"days": counted(scope, SOURCES)})}
    # An order may be owed to a source that no visit of the period has, or none that a filter keeps.
    for owed in rows(Source, _CREDITS, scope, parts={"days": counted(scope, CREDITS)}):
        seen = found.get(_key(owed), owed)
        found[_key(owed)] = replace(owed, visits=seen.visits, visitors=seen.visitors, orders=seen.orders)
    ordered = sorted(found.values(), key=lambda row: (-row.visits, _key(row)))
    return Acquisition(Table("sources", "Sources", Source, tuple(ordered), Chart.BARS))


def _key(row: Source) -> tuple[str, str, str]:
    return row.source, row.medium, row.campaign
