"""From a typed table to what a chart shows: points, series and their unit, for whoever draws them.

The page's script (``frontend/scripts/charts.js``) and the drawing of mails both start from a ``Figure``, so a chart in
a mail is the one on the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from analytics.dashboard.cells import text_of
from analytics.reports.table import Cell, Chart, Column, Kind, Table

BARS: Final = 15
"""How many rows bars are drawn of; the table below has them all."""
_MOVES: Final = 9


@dataclass(frozen=True, slots=True)
class Series:
    """``values`` belong to the figure's labels, None where unknown. ``is_past`` marks the compared period."""

    name: str
    values: tuple[float | None, ...]
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """How many went from one node to another; both are places in the figure's labels."""

    source: int
    target: int
    value: float


@dataclass(frozen=True, slots=True)
class Span:
    """A share's estimate between the ends of its interval; ``text`` has all three, times 100 and signed."""

    low: float
    value: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """``kind`` is a chart's, ``unit`` that of all values; ``notes`` are (place in the labels, text)."""

    kind: Chart
    title: str
    unit: Kind
    labels: tuple[str, ...]
    series: tuple[Series, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    links: tuple[Link, ...] = ()
    levels: tuple[int, ...] = ()
    """Of a flow: the step that each label stands at."""
    spans: tuple[Span, ...] = ()
    """Of intervals: one for each label, which names its unit."""
    is_upright: bool = False
    """Of bars: they stand side by side in the labels' own order, such as time."""


def measures(table: Table[Any]) -> list[Column]:
    """Return the columns that a chart of ``table`` can show."""
    # A cohort's size stands beside its row.
    names = _NO_MEASURE | ({table.columns[2].name} if table.chart is Chart.GRID else set())
    return [column for column in table.columns if column.kind.is_measure and column.name not in names]


# Numbers that name a row.
_NO_MEASURE: Final = frozenset({"number", "step", "later", "position"})


def figure_of(
    table: Table[Any],
    measure: str,
    *,
    past: Table[Any] | None = None,
    notes: Mapping[date, str] | None = None,
    zone: str = "UTC",
) -> Figure | None:
    """Return what a chart of the column ``measure`` shows, or None where there is nothing to draw.

    ``past`` is a table of the same columns whose rows stand beside this one's, by place; ``notes`` are of days.
    """
    column = next((c for c in measures(table) if c.name == measure), None)
    if column is None or table.chart in {Chart.NONE, Chart.GRID}:
        return None
    if all(getattr(row, measure) is None for row in table.rows):
        return None
    if table.chart is Chart.FLOW:
        return _flow(table, column)
    if table.chart is Chart.FUNNEL:
        return _funnel(table, column)
    if table.chart is Chart.INTERVAL:
        return _intervals(table, column, zone)
    is_upright = _by_time(table) or table.columns[0].name in _NO_MEASURE
    rows = list(table.rows) if is_upright or table.chart is Chart.LINE else largest(table, measure)[:BARS]
    first, names = table.columns[0].name, _names(table)
    series = [Series(column.title, tuple(_number(getattr(row, measure)) for row in rows))]
    if past is not None and past.rows:
        values = tuple(_number(getattr(row, measure)) for row in past.rows[: len(rows)])
        series.append(Series("Before", values, is_past=True))
    days = {getattr(row, first): place for place, row in enumerate(rows)}
    return Figure(
        kind=table.chart,
        title=f"{table.title}: {column.title}",
        unit=column.kind,
        labels=tuple(" · ".join(_label(getattr(row, name), zone) for name in names) for row in rows),
        series=tuple(series),
        notes=tuple((days[day], text) for day, text in sorted((notes or {}).items()) if day in days),
        is_upright=is_upright,
    )


def largest(table: Table[Any], measure: str) -> list[Any]:
    """Return the rows by one measure, the most first; what is unknown comes last."""
    known = [row for row in table.rows if getattr(row, measure) is not None]
    unknown = [row for row in table.rows if getattr(row, measure) is None]
    return sorted(known, key=lambda row: getattr(row, measure), reverse=True) + unknown


def _by_time(table: Table[Any]) -> bool:
    return table.columns[0].kind in {Kind.DAY, Kind.TIME}


def _names(table: Table[Any]) -> list[str]:
    """Return the columns that name a row."""
    # When something was last seen is no part of its name.
    found = [c.name for c in table.columns if c.kind is Kind.TEXT or c == table.columns[0]]
    if table.columns[0].name in _NO_MEASURE:
        return [table.columns[0].name]
    return found[:1] if _by_time(table) else found[:2]


def _label(value: Cell, zone: str) -> str:
    if isinstance(value, datetime):
        return date_format(value.astimezone(ZoneInfo(zone)), "H:i")
    if isinstance(value, date):
        return date_format(value, "j M")
    return text_of(value, Kind.TEXT, zone) if isinstance(value, str) else str(value)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _funnel(table: Table[Any], column: Column) -> Figure:
    """Return a series for each group, a label for each step."""
    groups = list(dict.fromkeys(row.group for row in table.rows))[:_MOVES]
    steps = list(dict.fromkeys((row.number, row.step) for row in table.rows))
    by_place = {(row.group, row.number): _number(getattr(row, column.name)) for row in table.rows}
    return Figure(
        kind=table.chart,
        title=f"{table.title}: {column.title}",
        unit=column.kind,
        labels=tuple(f"{number}. {step}" for number, step in steps),
        series=tuple(
            Series(group or column.title, tuple(by_place.get((group, number)) for number, _ in steps))
            for group in groups
        ),
    )


def _intervals(table: Table[Any], column: Column, zone: str) -> Figure:
    """Return the rows of which an interval is known."""
    known = [row for row in table.rows if row.value is not None]
    name = table.columns[0].name
    return Figure(
        kind=table.chart,
        title=f"{table.title}: {column.title}",
        unit=column.kind,
        labels=tuple(_label(getattr(row, name), zone) for row in known),
        spans=tuple(
            Span(
                row.low,
                row.value,
                row.high,
                f"{_signed(row.value)} ({_signed(row.low)} to {_signed(row.high)})",
            )
            for row in known
        ),
    )


def _signed(share: float) -> str:
    return f"{share * 100:+,.1f}".replace("-", "−")


def _flow(table: Table[Any], column: Column) -> Figure:
    """Return the largest moves of each step; those whose beginning isn't shown are left to the table."""
    nodes: dict[tuple[int, str], int] = {}
    links = []
    for step, rows in _steps(table.rows):
        for row in [row for row in rows if step == 1 or (step, row.source) in nodes][:_MOVES]:
            source = nodes.setdefault((step, row.source), len(nodes))
            target = nodes.setdefault((step + 1, row.target), len(nodes))
            links.append(Link(source, target, float(getattr(row, column.name))))
    return Figure(
        kind=table.chart,
        title=f"{table.title}: {column.title}",
        unit=column.kind,
        labels=tuple(name or "(left)" for _, name in nodes),
        links=tuple(links),
        levels=tuple(step for step, _ in nodes),
    )


def _steps(rows: Iterable[Any]) -> list[tuple[int, list[Any]]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.step, []).append(row)
    return sorted(found.items())
