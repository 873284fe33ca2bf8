"""The one form that all results have: tables of typed rows.

A row is a frozen dataclass whose fields say what they are, so that one writer of CSV, one HTML table and one adapter
of charts serve every report, and code that uses a report still gets named, typed values:

    @dataclass(frozen=True, slots=True)
    class Page:
        path: str = column("Page", Kind.TEXT)
        views: int = column("Views", Kind.COUNT)

    Table("pages", "Pages", Page, rows, Chart.BARS).columns
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

type Cell = str | int | float | Decimal | date | datetime | None
"""None is "not known", or a share of nothing."""


class Kind(StrEnum):
    """What a column's values are, which decides how they are written, aligned and drawn."""

    TEXT = "text"
    DAY = "day"
    TIME = "time"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    """A share: 0.25 is a quarter."""
    MONEY = "money"
    """A decimal, in whatever currency the orders were paid in."""
    DURATION = "duration"
    """Milliseconds."""

    @property
    def is_measure(self) -> bool:
        """Whether it is drawn along the axis of values; what isn't names the row."""
        return self not in {Kind.TEXT, Kind.DAY, Kind.TIME}


class Chart(StrEnum):
    """How a table is best drawn; its first columns name the points, its measures are the series."""

    NONE = "none"
    LINE = "line"
    BARS = "bars"
    FUNNEL = "funnel"
    INTERVAL = "interval"
    """Rows of ``value``, ``low`` and ``high``, which are shares, each against its own zero."""
    GRID = "grid"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the field's, ``title`` for people, ``about`` says how the number is made."""

    name: str
    title: str
    kind: Kind
    about: str


def column(title: str, kind: Kind, about: str = "") -> Any:
    """Declare a row's field as a column."""
    return field(metadata={"title": title, "kind": kind, "about": about})


def columns_of(row: type["DataclassInstance"]) -> tuple[Column, ...]:
    """Return the columns that a type of rows declares, in order."""
    return tuple(
        Column(item.name, item.metadata["title"], item.metadata["kind"], item.metadata["about"])
        for item in fields(row)
    )


@dataclass(frozen=True, slots=True)
class Table[R: "DataclassInstance"]:
    """Rows of one type. ``name`` is for addresses and files, ``title`` for people; ``remark`` says in a sentence what
    the rows come to, where that needs saying."""

    name: str
    title: str
    row: type[R]
    rows: tuple[R, ...]
    chart: Chart = Chart.NONE
    remark: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.row)

    def cells(self) -> Iterator[tuple[Cell, ...]]:
        """Give each row's values in the order of the columns."""
        names = [item.name for item in fields(self.row)]
        return (tuple(getattr(row, name) for name in names) for row in self.rows)


class Result:
    """What a report returns: a frozen dataclass of tables. Its fields are for code, ``tables`` for what shows any."""

    __slots__ = ()

    @property
    def tables(self) -> Mapping[str, Table[Any]]:
        """All tables by name, in order."""
        values = [getattr(self, item.name) for item in fields(self)]  # type: ignore[arg-type]
        return {value.name: value for value in values if isinstance(value, Table)}
