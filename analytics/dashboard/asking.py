"""What a request asks of a report, and the short forms that people fill in, turned into the report's own address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.utils.text import get_text_list

from analytics.dashboard.address import Address
from analytics.errors import BadScope, ReportTimeout
from analytics.reports import funnel, funnel_query
from analytics.reports.catalogue import REPORTS, Report
from analytics.reports.scope import Field, Scope, parse
from analytics.reports.table import Kind, Result
from analytics.selectors import currencies

type Query = Mapping[str, Sequence[str]]

PERIODS: Final = ((1, "Today"), (7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "12 months"))
_SHORT: Final = ("field", "value", "event", "about", "how", "what", "more")


@dataclass(frozen=True, slots=True)
class Answer:
    """``result`` is None where the question made no sense or takes too long; ``problem`` then says why, for people, and
    ``status`` as HTTP has it."""

    report: Report
    scope: Scope
    result: Result | None
    problem: str = ""
    status: HTTPStatus = HTTPStatus.OK


def ask(name: str, query: Query, *, now: datetime) -> Answer:
    """Return what the report ``name`` says to ``query``.

    Raises:
        KeyError: there is no such report.
    """
    report = REPORTS[name]
    scope = parse({}, now=now)
    try:
        scope = parse(query, now=now)
        return Answer(report, scope, report.run(scope, query, now))
    except BadScope as error:
        problem = f"{_FIELDS.get(error.field, error.field)}: {error.reason}."
        return Answer(report, parse({}, now=now), None, problem, HTTPStatus.BAD_REQUEST)
    except ReportTimeout as error:
        return Answer(report, scope, None, str(error), HTTPStatus.SERVICE_UNAVAILABLE)


def amounts_of(answer: Answer) -> str:
    """Return in which currencies the answer's amounts of money are, for people; empty where it has none."""
    period, tables = answer.scope.period, answer.result.tables.values() if answer.result else ()
    if not any(column.kind is Kind.MONEY for table in tables for column in table.columns):
        return ""
    found = currencies(since=period.starts_at, until=period.ends_at)
    if not found:
        return ""
    return f"Amounts in {get_text_list(found, 'and')}{', added up as they are' if found[1:] else ''}"


_FIELDS: Final[Mapping[str, str]] = {
    "from": "First day",
    "to": "Last day",
    "zone": "Time zone",
    "compare": "Compared with",
    "last": "Number of days",
    "step": "Step",
    "by": "Broken down by",
    "window": "Within",
    "unit": "By",
}


def canonical(address: Address) -> Address | None:
    """Return the address that a filled-in form stands for, or None where ``address`` is one already.

    A form names a filter by two fields (``field``, ``value``) and a funnel's step by four lists of fields beside each
    other (``event``, ``about``, ``how``, ``what``), and sends its empty fields too; a report's address has one name
    for each thing.
    """
    query = address.query
    is_empty = any(not value for values in query.values() for value in values)
    if not is_empty and not any(name in query for name in _SHORT):
        return None
    made = address.but(**dict.fromkeys(_SHORT, ""))
    field, value = (_last(query, name) for name in ("field", "value"))
    if field in list(Field) and value:
        made = made.plus(field, value)
    if steps := _steps(query):
        made = made.but(step=steps)
    if _last(query, "from") or _last(query, "to"):
        made = made.but(last="")
    return Address(
        address.path,
        {name: kept for name, values in made.query.items() if (kept := [v for v in values if v])},
    )


def _last(query: Query, name: str) -> str:
    return (query.get(name) or [""])[-1].strip()


def _steps(query: Query) -> list[str]:
    """Return the steps of the funnel's form as an address has them; a line without an event is none."""
    events = query.get("event") or []
    lists = [query.get(name) or [] for name in ("about", "how", "what", "more")]
    steps = []
    for place, event in enumerate(events):
        about, how, what, more = ((values[place] if place < len(values) else "") for values in lists)
        if event:
            condition = (
                funnel_query.condition_text(about, how or funnel.Operator.IS, what) if about and what else ""
            )
            steps.append(";".join(part for part in (event, condition, more) if part))
    return steps


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the funnel's form; ``more`` are the step's further conditions, as the address has them."""

    event: str = ""
    about: str = ""
    how: str = ""
    what: str = ""
    more: str = ""


def step_lines(query: Query) -> list[StepLine]:
    """Return the lines of the funnel's form: its steps, and an empty line where another may be added."""
    try:
        options = funnel_query.parse(query)
    except BadScope:
        options = funnel.Options()
    lines = []
    for step in options.steps:
        first = step.conditions[0] if step.conditions else None
        more = funnel_query.step_text(funnel.Step("", step.conditions[1:])).removeprefix(";")
        shown = (first.column, first.operator, first.value) if first else ("", "", "")
        lines.append(StepLine(step.event, *shown, more=more))
    return [*lines, StepLine()] if len(lines) < funnel.MAX_STEPS else lines


def chips(scope: Scope, address: Address) -> list[tuple[str, str, str]]:
    """Return each filter of the scope as its name, its value and the address without it."""
    found = [
        (chosen.field.value, value, str(address.minus(chosen.field, value)))
        for chosen in scope.filters
        for value in chosen.values
    ]
    if scope.with_bots:
        found.append(("bots", "counted", str(address.but(bots=""))))
    if scope.with_staff:
        found.append(("staff", "counted", str(address.but(staff=""))))
    return found
