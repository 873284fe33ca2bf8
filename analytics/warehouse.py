"""Where events are kept for reports. PostgreSQL here; a distributed engine would be another class beside it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final, Protocol

import psycopg
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg import sql

from analytics import partitions
from analytics.columns import COLUMNS, DATE, MESSAGE_ID, WIRE
from analytics.rows import Row
from tracking.sql import native_cursor

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

    def load(self, rows: Iterable[Row], *, days: Collection[int]) -> int:
        """Keep ``rows``, which have different keys and dates of no other than the UTC ``days`` (since 1970); return how
        many were new. They may be gone through more than once, and are made meanwhile."""

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

    def load(self, rows: Iterable[Row], *, days: Collection[int]) -> int:
        """Keep ``rows``; see ``Warehouse``.

        Raises:
            django.db.DataError: a value doesn't fit its column; nothing is kept then.
        """
        self._ensure_days(days, now=timezone.now())
        if not self._expects_known:
            try:
                with transaction.atomic(), native_cursor() as cursor:
                    return copy(cursor, partitions.TABLE, rows)
            except IntegrityError:
                self._expects_known = True
        return self._merge(rows)

    def clear(self) -> None:
        partitions.empty()

    def _ensure_days(self, days: Collection[int], *, now: datetime) -> None:
        wanted = {day for day in days if day not in self._days and partitions.has_partition(day, now=now)}
        if wanted:
            # Known for certain only once they are committed.
            found = partitions.ensure(wanted, now=now)
            transaction.on_commit(lambda: self._days.update(found))

    def _merge(self, rows: Iterable[Row]) -> int:
        with native_cursor() as cursor:
            cursor.execute(_MAKE_STAGING)
            copied = copy(cursor, _STAGING, rows)
            # What an earlier part of a halved batch left there is known by now.
            inserted = cursor.execute(_MERGE).rowcount
        self._expects_known = inserted < copied
        return inserted


def copy(cursor: psycopg.Cursor[Any], table: str, rows: Iterable[Row]) -> int:
    """COPY ``rows`` into ``table``, which has the columns of ``analytics_event``; return how many.

    Raises:
        psycopg.Error: the database refuses one of them, and so all.
    """
    with cursor.copy(_COPY.format(sql.Identifier(table), _NAMES)) as target:
        target.set_types(list(WIRE.values()))
        for row in rows:
            target.write_row(row)
    return cursor.rowcount


def key_of(row: Row) -> Key:
    return row[DATE], row[MESSAGE_ID]
