"""A partition for each UTC day of ``date``: made ahead by a task and where needed by the loader, dropped by retention.

Only days within the kept span get one. An older date, or one of years to come, is as welcome and goes to the default
partition; what waits there moves when its day gets a partition.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import psycopg
from django.conf import settings
from psycopg import sql

from tracking.sql import native_cursor

TABLE: Final = "analytics_event"
DEFAULT: Final = f"{TABLE}_default"

DAY_MS: Final = 86_400_000
AHEAD: Final = timedelta(days=2)

_EPOCH: Final = date(1970, 1, 1)

# One process at a time makes partitions: "analytic" in ASCII.
_LOCK: Final = int.from_bytes(b"analytic")

_FIND: Final = """
    SELECT child.relname FROM pg_inherits
      JOIN pg_class child ON child.oid = inhrelid
     WHERE inhparent = 'analytics_event'::regclass
"""
_MOVE: Final = """
    WITH moved AS (DELETE FROM {default} WHERE date >= {start} AND date < {stop} RETURNING *)
    INSERT INTO {day} SELECT * FROM moved
"""

_SUM_UP_LATER: Final = """
    SELECT brin_desummarize_range(index.oid, 0)
      FROM pg_index JOIN pg_class index ON index.oid = indexrelid JOIN pg_am ON pg_am.oid = index.relam
     WHERE indrelid = ANY(%s::regclass[]) AND amname = 'brin'
"""


def day_of(milliseconds: int) -> int:
    """Return the UTC day of a moment in ms since 1970, as days since then."""
    return milliseconds // DAY_MS


def name_of(day: int) -> str:
    return f"{TABLE}_{_EPOCH + timedelta(days=day):%Y%m%d}"


def kept_from(now: datetime) -> int:
    """Return the first day, since 1970, that still has a partition of its own."""
    return day_of(int(now.timestamp() * 1000)) - int(settings.ANALYTICS_RETENTION_DAYS)


def has_partition(day: int, *, now: datetime) -> bool:
    """Whether ``day`` is one of those that get a partition."""
    return kept_from(now) <= day <= day_of(int((now + AHEAD).timestamp() * 1000))


def existing() -> dict[str, int]:
    """Return the days that have a partition, since 1970, by the partition's name."""
    with native_cursor() as cursor:
        names = [row[0] for row in cursor.execute(_FIND).fetchall()]
    return {name: _day_in(name) for name in names if name != DEFAULT}


def _day_in(name: str) -> int:
    made = datetime.strptime(name.removeprefix(f"{TABLE}_"), "%Y%m%d").replace(tzinfo=UTC)
    return day_of(int(made.timestamp() * 1000))


def ensure(days: Iterable[int], *, now: datetime) -> set[int]:
    """Make the partitions that ``days`` should have and haven't; return the days that have one now.

    In the caller's transaction, before it writes anything else: an insert into the default partition and a new
    partition wait for each other.
    """
    with native_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        known = set(existing().values())
        for day in sorted(set(days) - known):
            if has_partition(day, now=now):
                _make(cursor, day)
                known.add(day)
    return known


def _make(cursor: psycopg.Cursor[Any], day: int) -> None:
    parts = {
        "table": sql.Identifier(TABLE),
        "default": sql.Identifier(DEFAULT),
        "day": sql.Identifier(name_of(day)),
        "start": sql.Literal(day * DAY_MS),
        "stop": sql.Literal((day + 1) * DAY_MS),
    }
    cursor.execute(sql.SQL("CREATE TABLE {day} (LIKE {table} INCLUDING ALL)").format(**parts))
    # What the default partition has of the day would forbid the new one.
    cursor.execute(sql.SQL(_MOVE).format(**parts))
    _sum_up_later(cursor, [name_of(day)])
    attach = "ALTER TABLE {table} ATTACH PARTITION {day} FOR VALUES FROM ({start}) TO ({stop})"
    cursor.execute(sql.SQL(attach).format(**parts))


def empty() -> None:
    """Delete every row, in the caller's transaction."""
    with native_cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")
        _sum_up_later(cursor, [DEFAULT, *existing()])


def _sum_up_later(cursor: psycopg.Cursor[Any], tables: Iterable[str]) -> None:
    """Let the BRIN indexes of empty tables sum up their first pages when these are full, as they do with all others.

    An index made of no rows has summed them up already, and does so again with each row that comes: 27 µs for one of
    the first 500 rows of a day, where any other takes 4.
    """
    cursor.execute(_SUM_UP_LATER, [list(tables)])


def drop_old(*, now: datetime) -> list[str]:
    """Detach and drop the partitions of days that are kept no longer, and delete what the default partition has had
    for as long; return the partitions' names. In the caller's transaction.

    What a date says is no reason to delete a row of the default partition: an event of 2021 may have come today.
    """
    first = kept_from(now)
    old = sorted(name for name, day in existing().items() if day < first)
    with native_cursor() as cursor:
        for name in old:
            parts = {"table": sql.Identifier(TABLE), "day": sql.Identifier(name)}
            cursor.execute(sql.SQL("ALTER TABLE {table} DETACH PARTITION {day}").format(**parts))
            cursor.execute(sql.SQL("DROP TABLE {day}").format(**parts))
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE loaded_at < %s").format(sql.Identifier(DEFAULT)),
            [now - timedelta(days=settings.ANALYTICS_RETENTION_DAYS)],
        )
    return old
