"""Rows in columns, for commands that print them."""

from collections.abc import Sequence


def table_lines(rows: Sequence[Sequence[str]], *, left: int) -> list[str]:
    """Return ``rows``, the first of them the headings, as lines: the first ``left`` columns begin together, the others,
    which are numbers, end together."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
