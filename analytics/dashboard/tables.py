"""From a typed table to what an HTML table shows: headings that sort, cells as text, links that narrow the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from analytics.dashboard.address import Address
from analytics.dashboard.cells import text_of
from analytics.reports.scope import Field
from analytics.reports.table import Column, Kind, Table

SHOWN: Final = 10
"""How many rows are shown until all are asked for."""

NARROWS: Final[Mapping[tuple[str, str], Field]] = {
    ("sources", "source"): Field.SOURCE,
    ("sources", "medium"): Field.MEDIUM,
    ("sources", "campaign"): Field.CAMPAIGN,
    ("products", "name"): Field.PRODUCT,
    ("categories", "name"): Field.CATEGORY,
    ("promotions", "promotion"): Field.PROMOTION,
    ("top", "keyword"): Field.KEYWORD,
    ("nothing_found", "keyword"): Field.KEYWORD,
    ("rising", "keyword"): Field.KEYWORD,
    ("pages", "path"): Field.PAGE,
}
"""Columns, by table, whose values a report can be narrowed to."""

NOTHING: Final[Mapping[tuple[str, str], str]] = {
    ("steps", "group"): "everybody",
    ("moves", "target"): "left the store",
}
"""What an empty text says in some columns, by table."""


@dataclass(frozen=True, slots=True)
class Heading:
    """``order`` is what ``aria-sort`` says; ``href`` sorts by the column, the other way round if it does already."""

    column: Column
    href: str
    order: str

    @property
    def style(self) -> str:
        """The class of its cells."""
        if self.column.kind.is_measure:
            return "number"
        return "when" if self.column.kind in {Kind.DAY, Kind.TIME} else "text"


@dataclass(frozen=True, slots=True)
class CellView:
    """``href`` narrows the report to the value, or is empty."""

    heading: Heading
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class TableView:
    """``all_href`` shows the rows that are not shown; empty where all are."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[CellView, ...], ...]
    total: int
    all_href: str


def table_view(table: Table[Any], address: Address, zone: str) -> TableView:
    """Return ``table`` in the order and length that ``address`` asks for (``sort.<table>``, ``all.<table>``).

    A name that no column has sorts nothing.
    """
    wanted = (address.query.get(f"sort.{table.name}") or [""])[-1]
    names = {column.name for column in table.columns}
    wanted = wanted if wanted.removeprefix("-") in names else ""
    rows = _sorted(table, wanted) if wanted else list(table.rows)
    is_whole = bool((address.query.get(f"all.{table.name}") or [""])[-1]) or len(rows) <= SHOWN
    headings = tuple(_heading(table, column, wanted, address) for column in table.columns)
    return TableView(
        name=table.name,
        title=table.title,
        headings=headings,
        rows=tuple(
            tuple(
                _cell(table, heading, getattr(row, heading.column.name), address, zone)
                for heading in headings
            )
            for row in (rows if is_whole else rows[:SHOWN])
        ),
        total=len(rows),
        all_href="" if is_whole else str(address.but(**{f"all.{table.name}": "1"})),
    )


def _sorted(table: Table[Any], wanted: str) -> list[Any]:
    """Return the rows by one column; what is unknown comes last either way."""
    name = wanted.removeprefix("-")
    known = [row for row in table.rows if getattr(row, name) is not None]
    unknown = [row for row in table.rows if getattr(row, name) is None]
    return sorted(known, key=lambda row: getattr(row, name), reverse=wanted.startswith("-")) + unknown


def _heading(table: Table[Any], column: Column, wanted: str, address: Address) -> Heading:
    order = "none"
    if wanted.removeprefix("-") == column.name:
        order = "descending" if wanted.startswith("-") else "ascending"
    # The most first is what people want of numbers, A to Z of names.
    upwards = order == "descending" or (order == "none" and not column.kind.is_measure)
    name = column.name if upwards else f"-{column.name}"
    return Heading(column, str(address.but(**{f"sort.{table.name}": name})), order)


def _cell(table: Table[Any], heading: Heading, value: Any, address: Address, zone: str) -> CellView:
    column = heading.column
    field = NARROWS.get((table.name, column.name))
    href = str(address.plus(field, value)) if field and isinstance(value, str) and value else ""
    return CellView(heading, written(table, column, value, zone), href)


def written(table: Table[Any], column: Column, value: Any, zone: str) -> str:
    """Return a cell of ``table`` as people read it; times are those of ``zone``."""
    nothing = NOTHING.get((table.name, column.name)) if value == "" else None
    return nothing or text_of(value, column.kind, zone)
