"""How many people take each of several steps, in order and in time.

Somebody takes step k if they have events t1 < t2 < … < tk, one of each step, with tk − t1 within the window. Other
events may lie between; any first step of theirs may begin the way. Every event must lie in the period.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, LiteralString

import numpy
from psycopg import sql

from analytics.reports.funnel_ways import beginnings, unpacked, ways
from analytics.reports.scope import Scope
from analytics.reports.sql import counted, is_kept, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.moments import MOMENTS
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


@dataclass(frozen=True, slots=True)
class _Packed:
    part: str
    step: int
    moments: bytes


def report(scope: Scope, options: Options) -> Funnel:
    """Return how many people took each step; groups by how many began, then by name."""
    counts = {(row.group, row.step): row for row in _counts(_moments(scope, options), options)}
    groups = sorted({group for group, _ in counts}, key=lambda group: (-counts[group, 1].people, group)) or [
        ""
    ]
    made = tuple(row for group in groups for row in _reached(group, options.steps, counts))
    return Funnel(Table("steps", "Funnel", Reached, made, Chart.FUNNEL))


def _moments(scope: Scope, options: Options) -> tuple[_Packed, ...]:
    is_plain = not options.breakdown and not any(step.conditions for step in options.steps)
    if is_plain and is_kept(scope, since=scope.period.first):
        events = [step.event for step in options.steps]
        return rows(_Packed, _KEPT, scope, parts={"days": counted(scope, MOMENTS)}, events=events)
    return rows(_Packed, _OF_EVENTS, scope, parts=_parts(options), **_values(options))


def _counts(packed: Sequence[_Packed], options: Options) -> Iterator[_Count]:
    by_step: dict[int, list[_Packed]] = defaultdict(list)
    for row in packed:
        by_step[row.step].append(row)
    numbers = range(1, len(options.steps) + 1)
    steps = [unpacked(b"".join(row.moments for row in by_step[number])) for number in numbers]
    # Nothing comes last, as it does where PostgreSQL sorts.
    parts = sorted({row.part for row in by_step[1]}, key=lambda part: (part == "", part))
    sizes = [len(row.moments) // _MOMENT_BYTES for row in by_step[1]]
    places = numpy.repeat([parts.index(row.part) for row in by_step[1]] or [0], sizes or [0])
    begun, began_in = beginnings(steps[0], places)
    taken = list(ways(steps, window_us=options.window // timedelta(microseconds=1)))
    for place, part in enumerate(parts):
        if people := int(numpy.count_nonzero(began_in == place)):
            yield _Count(part, 1, people, 0.0)
        for number, step in enumerate(taken, start=2):
            took = step.took[began_in[numpy.searchsorted(begun, step.people)] == place]
            if len(took):
                yield _Count(part, number, len(took), float(numpy.median(took)) / 1000)


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


_MOMENT_BYTES: Final = 16

_KEPT: Final[LiteralString] = """
WITH {days}
SELECT '', number, string_agg(moments, '')
FROM analytics_day_moment JOIN unnest(%(events)s::text[]) WITH ORDINALITY AS step (event, number) USING (event)
GROUP BY number
"""
_OF_EVENTS: Final[LiteralString] = """
WITH marked AS (
    SELECT {breakdown} AS part, {marks},
           int8send(hashtextextended(e.subject, 0)) || timestamptz_send(e.occurred_at) AS moment
    FROM analytics_event e WHERE {scope} AND e.subject IS NOT NULL AND ({any_step})
), packed AS (
    SELECT coalesce(part, '') AS part, ARRAY[{packed}] AS steps FROM marked GROUP BY 1
)
SELECT part, number, moments FROM packed, unnest(steps) WITH ORDINALITY AS step (moments, number)
WHERE moments IS NOT NULL
"""


def _parts(options: Options) -> dict[str, sql.Composable]:
    steps = [_matches(number, step) for number, step in enumerate(options.steps, start=1)]
    marks = [sql.Identifier(f"m{number}") for number in range(1, len(steps) + 1)]
    comma = sql.SQL(", ")
    return {
        "breakdown": sql.Identifier("e", options.breakdown) if options.breakdown else sql.SQL("''"),
        "marks": comma.join(map(sql.SQL("{} AS {}").format, steps, marks)),
        "any_step": sql.SQL(" OR ").join(steps),
        "packed": comma.join(map(sql.SQL("string_agg(moment, '') FILTER (WHERE {})").format, marks)),
    }


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
