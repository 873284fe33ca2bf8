"""How many people take each of several steps, in order and in time.

Somebody takes step k if they have events t1 < t2 < … < tk, one of each step, with tk − t1 within the window. Other
events may lie between; any first step of theirs may begin the way. Every event must lie in the period.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, LiteralString

from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from tracking.events import EVENTS, event_name

MAX_STEPS: Final = 8
MAX_WINDOW: Final = timedelta(days=90)

NAMES: Final = frozenset(event_name(event) for event in EVENTS) - {"log_recorded"}
COLUMNS: Final = (
    *("page_path", "product_id", "category", "search_keyword", "list_id", "promotion_id"),
    *("form_id", "device", "locale", "utm_source", "utm_medium", "utm_campaign"),
)
"""What conditions may be about, and what a funnel may be broken down by."""


class Operator(StrEnum):
    """How a condition compares."""

    IS = "is"
    IS_NOT = "is_not"
    STARTS = "starts"
    CONTAINS = "contains"


_OPERATORS: Final[dict[Operator, LiteralString]] = {
    Operator.IS: "{column} = {value}",
    Operator.IS_NOT: "{column} IS DISTINCT FROM {value}",
    Operator.STARTS: "starts_with({column}, {value})",
    Operator.CONTAINS: "strpos({column}, {value}) > 0",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """``column`` is one of ``COLUMNS``."""

    column: str
    operator: Operator
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """An event, and what must hold of it."""

    event: str
    conditions: tuple[Condition, ...] = ()

    @property
    def label(self) -> str:
        told = [f"{c.column} {c.operator.replace('_', ' ')} {c.value}" for c in self.conditions]
        return ", ".join([self.event.replace("_", " "), *told])


_DEFAULT: Final = tuple(
    Step(event) for event in ("product_viewed", "product_added", "checkout_started", "order_completed")
)


@dataclass(frozen=True, slots=True)
class Options:
    """``breakdown`` is one of ``COLUMNS``, taken from the event that a person's first way began with."""

    steps: tuple[Step, ...] = field(default=_DEFAULT)
    window: timedelta = timedelta(days=7)
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """How many came as far as a step."""

    group: str = column("Group", Kind.TEXT)
    number: int = column("Step", Kind.NUMBER)
    step: str = column("What", Kind.TEXT)
    people: int = column("People", Kind.COUNT)
    of_first: float | None = column("Of the first step", Kind.PERCENT)
    of_previous: float | None = column("Of the step before", Kind.PERCENT)
    median_ms: float | None = column(
        "Median time", Kind.DURATION, "From the first step, each person's fastest way."
    )


@dataclass(frozen=True, slots=True)
class Funnel(Result):
    """One row a step, and a group where there is a breakdown."""

    steps: Table[Reached]


@dataclass(frozen=True, slots=True)
class _Count:
    group: str
    step: int
    people: int
    median_ms: float | None


def report(scope: Scope, options: Options) -> Funnel:
    """Return how many people took each step; groups by how many began, then by name."""
    found = rows(_Count, _FRAME, scope, parts=_parts(options), window=options.window, **_values(options))
    counts = {(row.group, row.step): row for row in found}
    groups = sorted({row.group for row in found}, key=lambda group: (-counts[group, 1].people, group)) or [""]
    made = tuple(row for group in groups for row in _reached(group, options.steps, counts))
    return Funnel(Table("steps", "Funnel", Reached, made, Chart.FUNNEL))


def _reached(group: str, steps: Sequence[Step], counts: dict[tuple[str, int], _Count]) -> list[Reached]:
    people = [counts[group, n].people if (group, n) in counts else 0 for n in range(1, len(steps) + 1)]
    return [
        Reached(
            group=group,
            number=number,
            step=step.label,
            people=people[number - 1],
            of_first=people[number - 1] / people[0] if people[0] else None,
            of_previous=people[number - 1] / people[max(0, number - 2)]
            if people[max(0, number - 2)]
            else None,
            median_ms=counts[group, number].median_ms if (group, number) in counts else None,
        )
        for number, step in enumerate(steps, start=1)
    ]


# Each level asks, for every event of its step, when the latest way to it began: the latest beginning leaves most time.
# GROUPS … 1 PRECEDING is "strictly earlier". All levels share one order, so PostgreSQL sorts once, and only what those
# did who have an event of the second step: most people have none.
_FRAME: Final[LiteralString] = """
WITH s0 AS (
    SELECT e.subject, e.occurred_at AS at, {breakdown} AS part, {marks}
    FROM analytics_event e WHERE {scope} AND e.subject IS NOT NULL AND ({any_step})
), begun AS ({begun}) {levels}
SELECT coalesce(part, ''), 1, count(*), 0::float8 FROM begun GROUP BY 1 {reached}
"""
_BEGUN: Final[LiteralString] = "SELECT subject, '' AS part FROM s0 WHERE m1 GROUP BY subject"
_BEGUN_WITH: Final[LiteralString] = (
    "SELECT DISTINCT ON (subject) subject, part FROM s0 WHERE m1 ORDER BY subject, at, part"
)
_FIRST_LEVEL: Final[LiteralString] = """, s1 AS (
    SELECT s0.*, CASE WHEN m1 THEN at END AS start1 FROM s0 WHERE subject IN (SELECT subject FROM s0 WHERE m2)
)"""
_LEVEL: Final[LiteralString] = """, {this} AS (
    SELECT {before}.*, CASE WHEN {mark} THEN max({start_before}) OVER (
        PARTITION BY subject ORDER BY at GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS {start}
    FROM {before}
)"""
_REACHED: Final[LiteralString] = """
UNION ALL
SELECT coalesce(part, ''), {number}, count(*),
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM took)) * 1000)::float8
FROM (SELECT subject, min(at - {start}) AS took FROM {last} WHERE at - {start} <= %(window)s GROUP BY subject) AS way
JOIN begun USING (subject) GROUP BY 1
"""


def _parts(options: Options) -> dict[str, sql.Composable]:
    steps = {number: _matches(number, step) for number, step in enumerate(options.steps, start=1)}
    marks = (
        sql.SQL("{step} AS {mark}").format(step=step, mark=sql.Identifier(f"m{number}"))
        for number, step in steps.items()
    )
    later = range(2, len(steps) + 1)
    return {
        "breakdown": sql.Identifier("e", options.breakdown) if options.breakdown else sql.SQL("''"),
        "marks": sql.SQL(", ").join(marks),
        "any_step": sql.SQL(" OR ").join(steps.values()),
        "begun": sql.SQL(_BEGUN_WITH if options.breakdown else _BEGUN),
        "levels": sql.Composed([sql.SQL(_FIRST_LEVEL), *map(_level, later)] if later else []),
        "reached": sql.Composed([_came(number, last=len(steps)) for number in later]),
    }


def _came(number: int, *, last: int) -> sql.Composable:
    return sql.SQL(_REACHED).format(
        number=sql.Literal(number),
        start=sql.Identifier(f"start{number}"),
        last=sql.Identifier(f"s{last}"),
    )


def _level(number: int) -> sql.Composable:
    return sql.SQL(_LEVEL).format(
        this=sql.Identifier(f"s{number}"),
        before=sql.Identifier(f"s{number - 1}"),
        mark=sql.Identifier(f"m{number}"),
        start=sql.Identifier(f"start{number}"),
        start_before=sql.Identifier(f"start{number - 1}"),
    )


def _matches(number: int, step: Step) -> sql.Composable:
    conditions = [
        sql.SQL(_OPERATORS[condition.operator]).format(
            column=sql.Identifier("e", condition.column), value=sql.Placeholder(f"value_{number}_{place}")
        )
        for place, condition in enumerate(step.conditions)
    ]
    event = sql.SQL("e.event = {}").format(sql.Placeholder(f"event_{number}"))
    return sql.SQL("({})").format(sql.SQL(" AND ").join([event, *conditions]))


def _values(options: Options) -> dict[str, Any]:
    steps = list(enumerate(options.steps, start=1))
    events = {f"event_{number}": step.event for number, step in steps}
    return events | {
        f"value_{number}_{place}": condition.value
        for number, step in steps
        for place, condition in enumerate(step.conditions)
    }
