"""Cohorts as a grid: a row each cohort, a column each later week or month, shade and number in each place."""

from dataclasses import dataclass
from typing import Any, Final

from analytics.dashboard.cells import text_of
from analytics.reports.table import Column, Kind, Table

SHADES: Final = 10
"""How many steps of shade there are, beside none; the style sheet has a class for each."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place; ``shade`` is 0 to ``SHADES``. ``text`` is empty where the step lies after the period, and ends with a
    star where the step isn't over."""

    text: str
    shade: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """``name`` is the cohort, ``size`` how many people it has."""

    name: str
    size: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """``steps`` are the columns' headings: how much later."""

    measure: Column
    steps: tuple[int, ...]
    rows: tuple[GridRow, ...]
    has_stars: bool


def grid_of(table: Table[Any], measure: str, zone: str) -> Grid | None:
    """Return ``table``, whose rows have ``cohort``, ``later``, ``is_over`` and, third, a size, by cohort and step;
    None if empty.

    The darkest shade is that of a whole, for shares, else that of the largest value; step 0 of shares is everybody
    and gets the deepest shade too.
    """
    column = next(c for c in table.columns if c.name == measure)
    size = table.columns[2]
    cohorts: dict[Any, dict[int, Any]] = {}
    for row in table.rows:
        cohorts.setdefault(row.cohort, {})[row.later] = row
    if not cohorts:
        return None
    steps = tuple(range(max(max(rows) for rows in cohorts.values()) + 1))
    values = [float(getattr(row, measure) or 0) for row in table.rows]
    most = 1.0 if column.kind is Kind.PERCENT else max(values) or 1.0

    def place(row: Any) -> Place:
        if row is None:
            return Place("", 0)
        value = getattr(row, measure)
        text = text_of(value, column.kind, zone) + ("" if row.is_over else "*")
        return Place(text, round(SHADES * float(value or 0) / most))

    return Grid(
        measure=column,
        has_stars=not all(row.is_over for row in table.rows),
        steps=steps,
        rows=tuple(
            GridRow(
                name=text_of(cohort, Kind.DAY, zone),
                size=text_of(getattr(rows[min(rows)], size.name), size.kind, zone),
                places=tuple(place(rows.get(step)) for step in steps),
            )
            for cohort, rows in sorted(cohorts.items())
        ),
    )
