"""Reading a sheet line by line: what spreadsheets make of "CSV", with commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from shop.sheets.columns import BY_NAME, SKU
from shop.sheets.errors import Problem, SheetUnreadable

_DELIMITERS: Final = ",;\t"
_NOT_UTF8: Final = 'this is not UTF-8. In Excel, save as "CSV UTF-8".'

type Cells = dict[str, str]


def rows_of(stream: BinaryIO) -> Iterator[tuple[int, Cells] | Problem]:
    """Give each row as (the line it begins at, cells by column), or what is wrong with its form; empty ones are left
    out. Nothing but the row at hand is kept in memory.

    Raises:
        SheetUnreadable: it is no such table.
    """
    stream.seek(0)
    # utf-8-sig: spreadsheets write a byte order mark, and need one to recognise UTF-8.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    line = 0
    try:
        delimiter, line = _delimiter(text)
        before, reader = line, csv.reader(text, delimiter=delimiter, strict=True)
        header = _header(next(reader, []))
        while True:
            line = before + reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                yield Problem(line, "", f"it has {len(cells)} cells, and the header {len(header)}")
                continue
            yield line, dict(zip(header, cells, strict=True))
    except UnicodeDecodeError as error:
        raise SheetUnreadable(_NOT_UTF8, line=line or 1) from error
    except csv.Error as error:
        raise SheetUnreadable(f"this row can't be read: {error}.", line=line or 1) from error
    finally:
        # The file is the caller's, who may read it again.
        text.detach()


def _delimiter(text: io.TextIOWrapper) -> tuple[str, int]:
    """Return what parts the cells, and how many lines stand before the header: Excel may say the former in a line of
    its own."""
    first = text.readline(4_096)
    if first.lower().startswith("sep=") and first[4:5] in _DELIMITERS and first[4:5]:
        return first[4], 1
    text.seek(0)
    return max(_DELIMITERS, key=first.count), 0


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    if SKU.name not in names:
        raise SheetUnreadable("the first line must name the columns, and one of them must be sku.")
    if unknown := [name or "(empty)" for name in names if name not in BY_NAME]:
        known = ", ".join(BY_NAME)
        raise SheetUnreadable(f"unknown columns: {', '.join(unknown)[:200]}. There are: {known}.")
    if twice := {name for name in names if names.count(name) > 1}:
        raise SheetUnreadable(f"columns that are there twice: {', '.join(sorted(twice))}.")
    return names
