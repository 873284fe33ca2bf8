"""What customers are worth over time: those who first ordered in a month (or week), and what they spent since.

A customer first ordered when the warehouse has their first order, in the period or before it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, LiteralString

from analytics.reports.retention import Unit, distance, steps
from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column


@dataclass(frozen=True, slots=True)
class Spent:
    """Of one cohort of customers, one later month."""

    cohort: date = column("First ordered", Kind.DAY, "The first day of the cohort's month, week or day.")
    later: int = column("Later", Kind.NUMBER)
    customers: int = column("Customers", Kind.COUNT, "Who first ordered then.")
    ordered: int = column("Ordered", Kind.COUNT, "How many of them ordered then.")
    orders: int = column("Orders", Kind.COUNT)
    revenue: Decimal = column("Revenue", Kind.MONEY)
    worth: Decimal = column("Worth so far", Kind.MONEY, "Revenue up to and with this month ÷ customers.")
    is_over: bool = column("Over", Kind.TEXT, "Whether that month, week or day has ended within the period.")


@dataclass(frozen=True, slots=True)
class Cohorts(Result):
    """A row for each cohort and step that lies in the period, also where nobody ordered."""

    cohorts: Table[Spent]


_STATEMENT: Final[LiteralString] = """
WITH bought AS MATERIALIZED (
    SELECT e.subject, date_trunc(%(unit)s, e.occurred_at AT TIME ZONE %(zone)s)::date AS unit, e.revenue
    FROM analytics_event e WHERE {scope} AND e.event = 'order_completed' AND e.subject IS NOT NULL
), cohort AS (
    SELECT b.subject, min(b.unit) AS unit FROM bought b
    WHERE NOT EXISTS (SELECT FROM analytics_event p WHERE p.subject = b.subject AND p.event = 'order_completed'
                      AND p.occurred_at < %(starts_at)s)
    GROUP BY b.subject
), size AS (SELECT unit, count(*) AS customers FROM cohort GROUP BY unit),
spent AS (
    SELECT c.unit AS first, b.unit AS later, count(DISTINCT b.subject) AS ordered, count(*) AS orders,
           sum(b.revenue) AS revenue
    FROM cohort c JOIN bought b USING (subject) GROUP BY 1, 2
), steps AS (
    SELECT s.unit AS first, step::date AS later, s.customers
    FROM size s CROSS JOIN generate_series(
        s.unit::timestamp, %(last)s::date::timestamp, ('1 ' || %(unit)s)::interval) AS step
)
SELECT s.first, {distance}, s.customers, coalesce(p.ordered, 0), coalesce(p.orders, 0),
       coalesce(p.revenue, 0)::numeric(14,2),
       round(sum(coalesce(p.revenue, 0)) OVER (PARTITION BY s.first ORDER BY s.later) / s.customers, 2),
       s.later + ('1 ' || %(unit)s)::interval <= %(over)s::date
FROM steps s LEFT JOIN spent p USING (first, later)
ORDER BY s.first, s.later
"""


def report(scope: Scope, unit: Unit = Unit.MONTH) -> Cohorts:
    """Return the period's cohorts of customers, by first order."""
    found = rows(Spent, _STATEMENT, scope, parts={"distance": distance(unit)}, **steps(scope, unit))
    return Cohorts(Table("cohorts", f"Customers by {unit}", Spent, found, Chart.GRID))
