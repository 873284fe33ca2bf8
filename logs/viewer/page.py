"""What the viewer shows, gathered from the tool it reads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from django.http import QueryDict

from logs.lines import LogLine
from logs.queries import FACETS, LogQuery
from logs.sinks.base import Store
from logs.viewer.asking import Asking
from logs.viewer.chart import Chart, bucket_of, chart_of, moment

LINES: Final = 100
PATTERNS: Final = 50
_VALUES: Final = 12
_MINUTE: Final = 60_000
# Attributes that have a place of their own in the view.
_SHOWN_APART: Final = ("exception.stacktrace", "exception.frames")
# Values whose place is in the details: where a line comes from is in the list already.
_NO_GIST: Final = frozenset({"consumer", "duration_ms", "links", "request_id", "task", "task_id"})
_GIST: Final = 240
# What describes a place in the list, and not what is looked for.
_PASSING: Final = ("before", "live")


@dataclass(frozen=True, slots=True)
class Row:
    """A line, ready to be shown."""

    line: LogLine
    moment: datetime
    gist: str
    """What it says beside its message, in a few words: the exception, else the values it was given."""
    details: list[tuple[str, str]]
    stacktrace: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    is_chosen: bool
    href: str
    """The address with this value added, or taken away."""


@dataclass(frozen=True, slots=True)
class Results:
    """``older`` is the address of the page before, empty where there is none."""

    rows: list[Row]
    chart: Chart
    facets: list[tuple[str, list[FacetValue]]]
    total: int
    is_partial: bool
    older: str


def address(data: QueryDict, *, without: Collection[str] = (), **changes: Any) -> str:
    """Return the query string of ``data`` with ``changes``, from its newest page."""
    changed = data.copy()
    for name in {*without, *_PASSING, *changes}:
        changed.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


def results_of(store: Store, asking: Asking, data: QueryDict) -> Results:
    """Ask the tool.

    Raises:
        Unavailable: it doesn't answer.
    """
    lines = store.lines(asking.query, limit=LINES + 1, before=asking.before)
    shown = lines[:LINES]
    since, until = _span(store, asking)
    bucket_ms = bucket_of(since, until)
    summary = store.summary(asking.query, bucket_ms=bucket_ms)
    older = address(data, before=".".join(map(str, shown[-1].place))) if len(lines) > LINES else ""
    return Results(
        rows=[row_of(line) for line in shown],
        chart=chart_of(
            summary.histogram,
            since=since,
            until=until,
            bucket_ms=bucket_ms,
            narrowed=lambda start, stop: address(data, since=start, until=stop, range=None),
        ),
        facets=[(name, _values(name, summary.facets[name], asking.query, data)) for name in FACETS],
        total=summary.total,
        is_partial=summary.is_partial,
        older=older,
    )


def row_of(line: LogLine) -> Row:
    values = {**line.resource, **line.attributes}
    return Row(
        line=line,
        moment=moment(line.date),
        gist=_gist(line.attributes)[:_GIST],
        details=[(name, _text(values[name])) for name in sorted(values) if name not in _SHOWN_APART],
        stacktrace=str(line.attributes.get("exception.stacktrace", "")),
    )


def _gist(attributes: Mapping[str, Any]) -> str:
    if kind := attributes.get("exception.type"):
        # Without the module: the traceback has it.
        name = str(kind).rpartition(".")[2]
        return ": ".join(str(part) for part in (name, attributes.get("exception.message")) if part)
    # OpenTelemetry's own names have dots.
    own = (
        (name, value)
        for name, value in sorted(attributes.items())
        if "." not in name and name not in _NO_GIST
    )
    return "  ".join(f"{name}={_text(value)}" for name, value in own)


def _span(store: Store, asking: Asking) -> tuple[int, int]:
    """Return what the histogram spans: of an alert's lines, which may be of any time, all of these."""
    if asking.query.offsets is None:
        return asking.since, asking.until
    minutes = [start for start, _ in store.summary(asking.query, bucket_ms=_MINUTE).histogram]
    return (min(minutes), max(minutes) + _MINUTE) if minutes else (asking.since, asking.until)


def _values(name: str, counts: Mapping[str, int], query: LogQuery, data: QueryDict) -> list[FacetValue]:
    chosen = query.chosen.get(name, frozenset())
    found = sorted(
        ((value, counts.get(value, 0)) for value in counts.keys() | chosen), key=lambda v: (-v[1], v[0])
    )
    return [
        FacetValue(value, count, value in chosen, _toggled(data, name, value, chosen))
        for value, count in found[:_VALUES]
        if value
    ]


def _toggled(data: QueryDict, name: str, value: str, chosen: frozenset[str]) -> str:
    changed = data.copy()
    for passing in _PASSING:
        changed.pop(passing, None)
    changed.setlist(name, sorted(chosen ^ {value}))
    return f"?{changed.urlencode()}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
