"""Tables as CSV (RFC 4180), a line at a time, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from analytics.reports.table import Cell, Table

# What makes a spreadsheet take a text for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    """A file that keeps nothing: what is written to it comes back from ``write``."""

    def write(self, text: str) -> str:
        return text


def csv_lines(table: Table[Any]) -> Iterator[str]:
    """Give ``table`` line by line, the columns' names first; each ends with CR LF.

    Numbers are plain (a share of a quarter is 0.25, durations are milliseconds), times ISO 8601; an unknown value is
    empty. A text that a spreadsheet would run begins with an apostrophe.
    """
    writer = csv.writer(_Echo())
    yield writer.writerow([column.name for column in table.columns])
    for cells in table.cells():
        yield writer.writerow([_written(cell) for cell in cells])


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
