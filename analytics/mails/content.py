"""What a mail of a view says: the report's cards, charts and first rows, as words and as HTML."""

from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from typing import Any, Final

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from analytics.dashboard.address import Address
from analytics.dashboard.asking import Answer, amounts_of, ask
from analytics.dashboard.cards import Card
from analytics.dashboard.cells import text_of
from analytics.dashboard.figures import Figure, figure_of, largest, measures
from analytics.dashboard.grids import Grid, grid_of
from analytics.dashboard.page import drawn_measure, is_past, past_of, sections_of
from analytics.dashboard.tables import written
from analytics.mails.drawing import is_drawable, png_of
from analytics.models import SavedView
from analytics.reports.table import Chart, Column, Kind, Table

ROWS: Final = 10
_COLUMNS: Final = 4
"""How many columns fit a mail on a phone."""
_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Content:
    """``pictures`` are parts that the HTML names by their Content-ID."""

    subject: str
    text: str
    html: str
    pictures: tuple[MIMEPart, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """``share`` is how long its bar is, in percent of the longest; None where there is no bar."""

    cells: tuple[str, ...]
    share: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the report. ``picture`` is a Content-ID, or empty."""

    title: str
    remark: str
    cards: tuple[Card, ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    figure: Figure | None
    picture: str
    highest: str


def content_of(view: SavedView, *, now: datetime) -> Content:
    """Return the mail of a view, as its report is at ``now``."""
    query = dict(QueryDict(view.query).lists())
    answer = ask(view.report, query, now=now)
    address = Address("", query)
    parts = _parts(answer, address)
    period = answer.scope.period
    context = {
        "view": view,
        "answer": answer,
        "amounts": amounts_of(answer),
        "parts": parts,
        "period": period,
        "link": f"{settings.SITE_URL.rstrip('/')}{reverse('dashboard:report', args=[view.report])}?{view.query}",
        "kept": f"{settings.SITE_URL.rstrip('/')}{reverse('dashboard:kept')}",
    }
    days = f"{text_of(period.first, Kind.DAY, period.zone)} to {text_of(period.last, Kind.DAY, period.zone)}"
    return Content(
        subject=f"{view.name}: {days}",
        text=render_to_string("analytics/mail/view.txt", context),
        html=render_to_string("analytics/mail/view.html", context),
        pictures=tuple(_picture(part.picture, part.figure) for part in parts if part.picture and part.figure),
    )


def _parts(answer: Answer, address: Address) -> list[Part]:
    if answer.result is None:
        return []
    zone, report, tables = answer.scope.period.zone, answer.report.name, answer.result.tables
    cards = {
        section.name: section.cards
        for section in sections_of(report, answer.result, address, zone=zone, notes={})
    }
    return [
        _part(table, past_of(report, table, tables), address, cards[name], zone)
        for name, table in tables.items()
        if not is_past(report, name)
    ]


def _part(
    table: Table[Any], past: Table[Any] | None, address: Address, cards: tuple[Card, ...], zone: str
) -> Part:
    drawn = drawn_measure(table, address)
    figure = figure_of(table, drawn, past=past, zone=zone)
    has_picture = figure is not None and is_drawable(figure)
    unit = next((column.kind for column in measures(table) if column.name == drawn), None)
    is_table = not (cards or has_picture)
    headings, shown = _written(table, drawn, zone) if is_table else ((), ())
    values = (
        [value for series in figure.series for value in series.values if value is not None] if figure else []
    )
    return Part(
        title=table.title,
        remark=table.remark,
        cards=cards,
        headings=headings,
        rows=shown,
        figure=figure,
        picture=f"chart-{table.name}" if has_picture else "",
        highest=text_of(max(values), unit, zone) if unit and values else "",
    )


def _written(table: Table[Any], drawn: str, zone: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return the headings and rows of what isn't drawn."""
    if table.chart is Chart.GRID and (grid := grid_of(table, drawn, zone)):
        return _steps(grid)
    return tuple(column.title for column in _columns(table, drawn)), _rows(table, drawn, zone)


def _steps(grid: Grid) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return the youngest cohorts with their first steps, but for the one that everybody takes."""
    steps = grid.steps[1:_STEPS] or grid.steps
    rows = (
        Row((row.name, row.size, *(row.places[step].text for step in steps)), None)
        for row in grid.rows[-ROWS:]
    )
    return ("Began", "People", *(f"+{step}" for step in steps)), tuple(rows)


def _columns(table: Table[Any], drawn: str) -> list[Column]:
    """Return what names a row, the measure that the page draws, and the next ones, as many as fit; a move's step comes
    before its pages."""
    if table.chart is Chart.FLOW:
        return list(table.columns[:_COLUMNS])
    names = [column for column in table.columns if not column.kind.is_measure][:2] or [table.columns[0]]
    if table.chart is Chart.INTERVAL:
        names = names[:1]
    numbers = sorted(measures(table), key=lambda column: column.name != drawn)
    return [*names, *(column for column in numbers if column not in names)][:_COLUMNS]


def _rows(table: Table[Any], drawn: str, zone: str) -> tuple[Row, ...]:
    columns = _columns(table, drawn)
    shown = (largest(table, drawn) if table.chart is Chart.BARS and drawn else list(table.rows))[:ROWS]
    values = [float(getattr(row, drawn) or 0) for row in shown] if table.chart is Chart.BARS and drawn else []
    most = max(values, default=0.0)
    return tuple(
        Row(
            cells=tuple(written(table, column, getattr(row, column.name), zone) for column in columns),
            share=max(1, round(100 * values[place] / most)) if most > 0 and values else None,
        )
        for place, row in enumerate(shown)
    )


def _picture(name: str, figure: Figure) -> MIMEPart:
    """Return a chart that is shown where the HTML names it."""
    made = MIMEPart()
    made.set_content(
        png_of(figure),
        maintype="image",
        subtype="png",
        disposition="inline",
        filename=f"{name}.png",
        cid=f"<{name}>",
    )
    return made
