"""Lines counted by minute, beside the table of lines: what the viewer's histogram and facets are made of.

Counting a million lines takes PostgreSQL seconds; adding up their minutes, some milliseconds. The counts are written in
the transaction that writes the lines, and go when these do, so they are the same as if the lines were counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.db import connection

from tracking.sql import native_cursor

MINUTE_MS: Final = 60_000

_ADD: Final = """
    INSERT INTO log_minute AS known (minute, level, service, logger, consumer, lines)
    SELECT * FROM unnest(
        %(minutes)s::bigint[], %(levels)s::text[], %(services)s::text[], %(loggers)s::text[], %(consumers)s::text[],
        %(lines)s::bigint[]
    )
    ON CONFLICT (minute, level, service, logger, consumer) DO UPDATE SET lines = known.lines + excluded.lines
"""


class Cell(NamedTuple):
    """What lines are counted by: the minute since 1970, and the facets."""

    minute: int
    level: str
    service: str
    logger: str
    consumer: str


def cells_of(kept: Iterable[tuple[int, str, str, str, str]]) -> Counter[Cell]:
    """Count lines, each given as its date in ms, level, service, logger and consumer."""
    return Counter(Cell(date // MINUTE_MS, *facets) for date, *facets in kept)


def minutes_add(cells: Mapping[Cell, int]) -> None:
    """Add to the counts, in the caller's transaction."""
    if not cells:
        return
    # In order: two writers then wait for each other, and not in a circle.
    ordered = sorted(cells.items())
    columns = zip(*(cell for cell, _ in ordered), strict=True)
    values: dict[str, Any] = dict(
        zip(("minutes", "levels", "services", "loggers", "consumers"), map(list, columns), strict=True)
    )
    with native_cursor() as cursor:
        cursor.execute(_ADD, values | {"lines": [count for _, count in ordered]})


def minutes_forget() -> None:
    """Delete every count."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE log_minute")


def minutes_drop(*, before: int) -> None:
    """Delete the counts of the minutes that ended by ``before`` (ms since 1970)."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM log_minute WHERE minute < %s", [before // MINUTE_MS])


def whole_minutes(since: int, until: int) -> tuple[int, int]:
    """Return the minutes, first and end, that lie wholly between two dates in ms; there may be none."""
    first = -(-since // MINUTE_MS)
    return first, max(first, until // MINUTE_MS)
