"""The days of the table ``log_line``: each a partition, made before its lines come and dropped as a whole.

A line of a day far off, which only a wrong clock can write, goes to the partition ``log_line_other``.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from psycopg import sql

from logs.sinks.minutes import minutes_drop

DAY_MS: Final = 86_400_000
OTHER: Final = "log_line_other"
COLUMNS: Final = (
    "date",
    "message_id",
    "timestamp",
    "partition",
    "offset",
    "severity",
    "severity_text",
    "level",
    "service",
    "consumer",
    "logger",
    "body",
    "pattern",
    "trace_id",
    "span_id",
    "links",
    "attributes",
    "resource",
    "search",
)
# Kafka keeps lines for a week; what is outside these days is no time of ours.
_DAYS_BACK: Final = 60
_DAYS_AHEAD: Final = 3
# "loglines" in ASCII: who makes partitions, does so alone.
_LOCK: Final = int.from_bytes(b"loglines")


def days_of(dates: Iterable[int], *, now: datetime) -> set[int]:
    """Return the days, counted from 1970, of ``dates`` (ms) that get a partition of their own."""
    today = int(now.timestamp() * 1000) // DAY_MS
    return {
        day for day in {date // DAY_MS for date in dates} if today - _DAYS_BACK <= day <= today + _DAYS_AHEAD
    }


def partitions_create(days: Iterable[int]) -> None:
    """Make the partitions of ``days`` that don't exist, in a transaction, moving in what waited in the other one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for day in sorted(set(days) - existing_days()):
            name, start, stop = sql.Identifier(_name(day)), day * DAY_MS, (day + 1) * DAY_MS
            # Attached rather than made in place: that keeps nobody from reading the others meanwhile.
            for statement in (
                "CREATE TABLE {name} (LIKE log_line INCLUDING ALL)",
                "WITH moved AS (DELETE FROM {other} WHERE date >= {start} AND date < {stop} RETURNING {columns})"
                " INSERT INTO {name} ({columns}) SELECT {columns} FROM moved",
                "ALTER TABLE log_line ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({stop})",
            ):
                cursor.execute(
                    sql.SQL(statement).format(
                        name=name,
                        other=sql.Identifier(OTHER),
                        start=sql.Literal(start),
                        stop=sql.Literal(stop),
                        columns=sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
                    )
                )


def partitions_drop(*, before: datetime) -> int:
    """Drop the days that ended by ``before``, and delete what is as old among the rest, and what both were counted as;
    return how many days."""
    limit = int(before.timestamp() * 1000) // DAY_MS * DAY_MS
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        over = {day for day in existing_days() if (day + 1) * DAY_MS <= limit}
        for day in sorted(over):
            cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(_name(day))))
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE date < %s").format(sql.Identifier(OTHER)),
            [limit],
        )
        minutes_drop(before=limit)
    return len(over)


def existing_days() -> set[int]:
    """Return the days, counted from 1970, that have a partition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'log_line'::regclass AND c.relname <> %s",
            [OTHER],
        )
        return {_day(name) for (name,) in cursor.fetchall()}


def _name(day: int) -> str:
    return f"log_line_{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day):%Y%m%d}"


def _day(name: str) -> int:
    date = datetime.strptime(name.removeprefix("log_line_"), "%Y%m%d").replace(tzinfo=UTC)
    return int(date.timestamp() * 1000) // DAY_MS
