"""What a case found, as text for people and as values for programs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

type Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be, and is."""

    text: str
    value: float
    is_met: bool

    def __str__(self) -> str:
        return f"aim: {self.text}: {number(self.value)}, {'met' if self.is_met else 'NOT met'}"


@dataclass(slots=True)
class Result:
    """A case's table, its aims, and what is to be known beside them."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        self.rows.append(cells)

    def as_dict(self) -> dict[str, Any]:
        """Return rows by column, ready for JSON."""
        return {
            "rows": [dict(zip(self.columns, row, strict=True)) for row in self.rows],
            "aims": [{"aim": aim.text, "value": aim.value, "met": aim.is_met} for aim in self.aims],
            "notes": self.notes,
        }

    def lines(self) -> list[str]:
        """Return the table, the aims and the notes as lines of text."""
        return [
            *table_lines([self.columns, *(tuple(map(number, row)) for row in self.rows)]),
            *map(str, self.aims),
            *self.notes,
        ]


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return ``rows`` in columns: the first to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def number(value: Cell) -> str:
    """Return a value with three digits that count, or all of a whole number's."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
