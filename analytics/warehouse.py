"""Where events are kept for reports. PostgreSQL here; a distributed engine would be another class beside it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import psycopg
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg import sql

from analytics import partitions
from analytics.columns import COLUMNS, DATE, MESSAGE_ID, WIRE
from analytics.rows import Row
from consumers.sql import native_cursor

type Key = tuple[int, bytes]

_COPY: Final = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)")
_NAMES: Final = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
_STAGING: Final = "analytics_staging"
_MAKE_STAGING: Final = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS {_STAGING} (LIKE {partitions.TABLE} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS
"""
# In one order everywhere, so that two processes with the same rows wait for each other, and not in a circle.
_MERGE: Final = f"""
    INSERT INTO {partitions.TABLE} SELECT * FROM {_STAGING} ORDER BY date, message_id
    ON CONFLICT (date, message_id) DO NOTHING
"""  # noqa: S608  (names of our own)


class Warehouse(Protocol):
    """Keeps rows, each (``date``, ``message_id``) once. ``load`` takes part in the caller's transaction where the
    engine has such; where it hasn't, loading again must change nothing, as it does here."""

    def load(self, rows: Sequence[Row]) -> int:
        """Keep ``rows``, which have different keys; return how many were new."""

    def clear(self) -> None:
        """Delete everything."""


class PostgresWarehouse:
    """The partitioned table ``analytics_event``. Not thread-safe: a process has one.

    Rows are copied straight into the table, which is nearly twice as fast as by way of staging. When one of them is
    there already, the database refuses the copy as a whole, and the batch goes by way of staging instead. So do the
    batches after it until one has nothing known in it: repetitions come in rows (a replay).
    """

    def __init__(self) -> None:
        self._expects_known = False
        self._days: set[int] = set()

    def load(self, rows: Sequence[Row]) -> int:
        """Keep ``rows``; see ``Warehouse``.

        Raises:
            django.db.DataError: a value doesn't fit its column; nothing is kept then.
        """
        if not rows:
            return 0
        self._ensure_days({partitions.day_of(row[DATE]) for row in rows}, now=timezone.now())
        if not self._expects_known:
            try:
                with transaction.atomic(), native_cursor() as cursor:
                    copy(cursor, partitions.TABLE, rows)
            except IntegrityError:
                self._expects_known = True
            else:
                return len(rows)
        inserted = self._merge(rows)
        self._expects_known = inserted < len(rows)
        return inserted

    def clear(self) -> None:
        with native_cursor() as cursor:
            cursor.execute(f"TRUNCATE {partitions.TABLE}")

    def _ensure_days(self, days: Collection[int], *, now: datetime) -> None:
        wanted = {day for day in days if day not in self._days and partitions.has_partition(day, now=now)}
        if wanted:
            # Known for certain only once they are committed.
            found = partitions.ensure(wanted, now=now)
            transaction.on_commit(lambda: self._days.update(found))

    def _merge(self, rows: Sequence[Row]) -> int:
        with native_cursor() as cursor:
            cursor.execute(_MAKE_STAGING)
            copy(cursor, _STAGING, rows)
            # What an earlier part of a halved batch left there is known by now.
            return cursor.execute(_MERGE).rowcount


def copy(cursor: psycopg.Cursor[Any], table: str, rows: Iterable[Row]) -> None:
    """COPY ``rows`` into ``table``, which has the columns of ``analytics_event``.

    Raises:
        psycopg.Error: the database refuses one of them, and so all.
    """
    with cursor.copy(_COPY.format(sql.Identifier(table), _NAMES)) as target:
        target.set_types(list(WIRE.values()))
        for row in rows:
            target.write_row(row)


def key_of(row: Row) -> Key:
    return row[DATE], row[MESSAGE_ID]
