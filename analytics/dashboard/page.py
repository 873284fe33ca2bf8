"""What a report's page shows: its tables as cards, charts, grids and tables, in order."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from analytics.dashboard.address import Address
from analytics.dashboard.cards import Card, cards_of
from analytics.dashboard.figures import figure_of, measures
from analytics.dashboard.grids import Grid, grid_of
from analytics.dashboard.tables import TableView, table_view
from analytics.reports.table import Chart, Column, Kind, Result, Table

# Tables of one row a period, and the one whose chart shows the same by day.
_CARDS: Final[Mapping[tuple[str, str], str]] = {
    ("overview", "totals"): "days",
    ("searches", "totals"): "",
    ("live", "now"): "",
}
# Tables of the compared period, drawn into another's chart.
_PAST: Final[Mapping[tuple[str, str], str]] = {("overview", "days"): "days_compared"}
# What a chart shows first, where that isn't the first measure.
_FIRST: Final[Mapping[str, str]] = {
    "products": "revenue",
    "forms": "submitted",
    "categories": "revenue",
    "promotions": "revenue",
    "nothing_found": "nothing_found",
    "rising": "score",
    "retention": "share",
    "cohorts": "worth",
    "arms": "conversion",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A measure that the chart can show instead."""

    column: Column
    href: str
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the report. ``figure`` is for the page's script, None where there is no chart."""

    name: str
    title: str
    cards: tuple[Card, ...]
    remark: str
    figure: dict[str, Any] | None
    grid: Grid | None
    choices: tuple[Choice, ...]
    table: TableView | None
    is_empty: bool
    is_folded: bool = False
    """The table is folded away: its chart says the same, and nobody sorted it."""

    @property
    def figure_id(self) -> str:
        return f"figure-{self.name}"


def sections_of(
    report: str, result: Result, address: Address, *, zone: str, notes: Mapping[date, str]
) -> list[Section]:
    """Return the sections of a report's page; the address says what charts show and how tables are sorted."""
    tables = result.tables
    return [
        _section(report, table, tables, address, zone=zone, notes=notes)
        for name, table in tables.items()
        if not is_past(report, name)
    ]


def is_past(report: str, name: str) -> bool:
    """Whether a table is of the compared period and shown in another's chart."""
    return name in {past for (of, _), past in _PAST.items() if of == report}


def drawn_measure(table: Table[Any], address: Address) -> str:
    """Return the measure that the table's chart shows: what ``show.<table>`` says, if that is one."""
    names = [column.name for column in measures(table)]
    wanted = (address.query.get(f"show.{table.name}") or [""])[-1]
    return next((name for name in (wanted, _FIRST.get(table.name, "")) if name in names), (names or [""])[0])


def past_of(report: str, table: Table[Any], tables: Mapping[str, Table[Any]]) -> Table[Any] | None:
    """Return the table of the compared period that belongs into the chart of ``table``."""
    return tables.get(_PAST.get((report, table.name), ""))


def _section(
    report: str,
    table: Table[Any],
    tables: Mapping[str, Table[Any]],
    address: Address,
    *,
    zone: str,
    notes: Mapping[date, str],
) -> Section:
    below = _CARDS.get((report, table.name))
    if below is not None:
        chart = tables.get(below)
        drawn = drawn_measure(chart, address) if chart else ""
        cards = cards_of(table, below=chart, drawn=drawn, address=address, zone=zone)
        return Section(table.name, table.title, cards, "", None, None, (), None, not cards)
    drawn = drawn_measure(table, address)
    past = past_of(report, table, tables)
    figure = figure_of(table, drawn, past=past, notes=notes, zone=zone)
    is_chart = table.chart is not Chart.NONE
    return Section(
        name=table.name,
        title=table.title,
        cards=(),
        remark=table.remark,
        figure=asdict(figure) if figure else None,
        grid=grid_of(table, drawn, zone) if table.chart is Chart.GRID else None,
        choices=_choices(table, drawn, address) if is_chart and table.rows else (),
        table=table_view(table, address, zone),
        is_empty=not table.rows,
        is_folded=is_chart and _is_all_drawn(table) and not _is_sorted(table, address),
    )


def _is_all_drawn(table: Table[Any]) -> bool:
    """Whether the chart shows every row: days, minutes, cohorts, moves; of bars with names it is the largest."""
    return table.chart in {Chart.LINE, Chart.GRID, Chart.FLOW} or table.columns[0].kind is Kind.TIME


def _is_sorted(table: Table[Any], address: Address) -> bool:
    return any(f"{name}.{table.name}" in address.query for name in ("sort", "all"))


def _choices(table: Table[Any], drawn: str, address: Address) -> tuple[Choice, ...]:
    found = measures(table)
    # An interval shows all of its measures at once.
    if len(found) < 2 or table.chart is Chart.INTERVAL:
        return ()
    return tuple(
        Choice(column, str(address.but(**{f"show.{table.name}": column.name})), column.name == drawn)
        for column in found
    )
