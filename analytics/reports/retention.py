"""Who comes back: of the people who first came in a week (or day), how many were there again in each later one.

A person first came when the warehouse has their first visit, in the period or before. They "were there" in a week if
any of their visits touched it. Weeks begin on Monday; a cohort is only asked about weeks that are in the period.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, LiteralString

from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import condition, is_kept, rows
from analytics.reports.table import Chart, Kind, Result, Table, column


class Unit(StrEnum):
    """How long a cohort's steps are."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Returned:
    """Of one cohort, one later week. Week 0 is the one of the first visit."""

    cohort: date = column("First came", Kind.DAY, "The first day of the cohort's day, week or month.")
    later: int = column("Later", Kind.NUMBER)
    size: int = column("People", Kind.COUNT, "Who first came then.")
    returned: int = column("Came back", Kind.COUNT)
    share: float = column("Retention", Kind.PERCENT)
    is_over: bool = column("Over", Kind.TEXT, "Whether that day, week or month has ended within the period.")


@dataclass(frozen=True, slots=True)
class Retention(Result):
    """A row for each cohort and step that lies in the period, also where nobody came."""

    cohorts: Table[Returned]


# The distance of two beginnings of units, counted in units.
DISTANCE: Final[dict[Unit, LiteralString]] = {
    Unit.DAY: "{later} - {first}",
    Unit.WEEK: "({later} - {first}) / 7",
    Unit.MONTH: "((extract(year FROM {later}) - extract(year FROM {first})) * 12"
    " + extract(month FROM {later}) - extract(month FROM {first}))::int",
}

# Who was there in which units, and who had been there before: from visits that are kept, or from events.
_KEPT: Final[tuple[LiteralString, LiteralString]] = (
    """
    SELECT subject, date_trunc(%(unit)s, day::timestamp)::date AS unit FROM analytics_day_session
    WHERE session_id <> '' AND day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
    """,
    "SELECT FROM analytics_day_session p WHERE p.subject = a.subject AND p.session_id <> '' AND p.day < %(first)s",
)
_OF_EVENTS: Final[tuple[LiteralString, LiteralString]] = (
    """
    SELECT e.subject, date_trunc(%(unit)s, e.occurred_at AT TIME ZONE %(zone)s)::date AS unit FROM analytics_event e
    WHERE {scope} AND e.session_id IS NOT NULL AND e.subject IS NOT NULL GROUP BY 1, 2
    """,
    "SELECT FROM analytics_event p WHERE p.subject = a.subject AND p.session_id IS NOT NULL"
    " AND p.occurred_at < %(starts_at)s",
)

_STATEMENT: Final[LiteralString] = """
WITH active AS MATERIALIZED ({active}), cohort AS MATERIALIZED (
    SELECT a.subject, min(a.unit) AS unit FROM active a WHERE NOT EXISTS ({earlier}) GROUP BY a.subject
), size AS (SELECT unit, count(*) AS size FROM cohort GROUP BY unit),
returned AS (
    SELECT c.unit AS first, a.unit AS later, count(*) AS people
    FROM cohort c JOIN active a USING (subject) GROUP BY 1, 2
), steps AS (
    SELECT s.unit AS first, step::date AS later, s.size
    FROM size s CROSS JOIN generate_series(
        s.unit::timestamp, %(last)s::date::timestamp, ('1 ' || %(unit)s)::interval) AS step
)
SELECT s.first, {distance}, s.size, coalesce(r.people, 0), coalesce(r.people, 0)::float8 / s.size,
       s.later + ('1 ' || %(unit)s)::interval <= %(over)s::date
FROM steps s LEFT JOIN returned r USING (first, later)
ORDER BY s.first, s.later
"""


def report(scope: Scope, unit: Unit = Unit.WEEK) -> Retention:
    """Return the period's cohorts of newcomers, by first visit."""
    active, earlier = _KEPT if is_kept(scope, since=date.min) else _OF_EVENTS
    parts = {
        "active": sql.SQL(active).format(scope=condition(scope)),
        "earlier": sql.SQL(earlier),
        "distance": distance(unit),
    }
    found = rows(Returned, _STATEMENT, scope, parts=parts, first=scope.period.first, **steps(scope, unit))
    return Retention(Table("retention", f"Retention by {unit}", Returned, found, Chart.GRID))


def steps(scope: Scope, unit: Unit) -> dict[str, Any]:
    """Return the unit, the period's last day, and the first day of which nothing has been: today, or that after it."""
    last = scope.period.last
    return {"unit": unit, "last": last, "over": last if scope.last else last + timedelta(days=1)}


def distance(unit: Unit) -> sql.Composable:
    """Return how many units ``s.later`` is after ``s.first``."""
    return sql.SQL(DISTANCE[unit]).format(
        later=sql.Identifier("s", "later"), first=sql.Identifier("s", "first")
    )
