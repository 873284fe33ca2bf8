"""Log lines in the store's own PostgreSQL: written by COPY, in the transaction that moves the position."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

import msgspec
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consumers.api import DeliveryKind
from logs.lines import LogLine
from logs.sinks import postgres_search
from logs.sinks.minutes import cells_of, minutes_add, minutes_forget
from logs.sinks.partitions import COLUMNS, days_of, partitions_create
from logs.words import words_of
from tracking.sql import native_cursor

_LIST: Final = ", ".join(f'"{name}"' for name in COLUMNS)
_COPY: Final = f"COPY log_line ({_LIST}) FROM STDIN"
_DETOUR: Final = (
    "CREATE TEMPORARY TABLE log_line_detour ON COMMIT DROP AS SELECT * FROM log_line WITH NO DATA"
)
_COPY_DETOUR: Final = f"COPY log_line_detour ({_LIST}) FROM STDIN"
_FROM_DETOUR: Final = (
    f"INSERT INTO log_line ({_LIST}) SELECT {_LIST} FROM log_line_detour ON CONFLICT DO NOTHING"  # noqa: S608
    " RETURNING date, level, service, logger, consumer"
)


class PostgresSink(postgres_search.PostgresSearch):
    """The table ``log_line``. It is the default tool, and needs nothing beside the store's database."""

    name: ClassVar[str] = "postgres"
    about: ClassVar[str] = "Keep log lines in PostgreSQL, where the viewer searches them."
    delivery: ClassVar[DeliveryKind] = "transactional"

    def __init__(self) -> None:
        self._days: set[int] = set()

    def write(self, lines: Sequence[LogLine]) -> None:
        """Write ``lines``, in the caller's transaction.

        Lines that are there already are rare, being made only when a producer sends twice: so all are copied straight
        into the table, and by way of a second one when that fails.
        """
        missing = days_of((line.date for line in lines), now=timezone.now()) - self._days
        if missing:
            partitions_create(missing)
        rows = rows_of(lines)
        try:
            with transaction.atomic():
                _copy(_COPY, rows)
        except IntegrityError:
            kept = _write_new(rows)
        else:
            kept = [(line.date, line.level, line.service, line.logger, line.consumer) for line in lines]
        minutes_add(cells_of(kept))
        # Not before: what an aborted transaction made isn't there.
        transaction.on_commit(lambda: self._days.update(missing))

    def forget(self) -> None:
        """Delete every stored line."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE log_line")
        minutes_forget()


def _write_new(rows: Sequence[Sequence[Any]]) -> list[tuple[int, str, str, str, str]]:
    """Write those of ``rows`` that aren't there; return what these are counted by."""
    with connection.cursor() as cursor:
        # The batch may be halved, and so come by here more than once a transaction.
        cursor.execute("DROP TABLE IF EXISTS log_line_detour")
        cursor.execute(_DETOUR)
        _copy(_COPY_DETOUR, rows)
        cursor.execute(_FROM_DETOUR)
        return list(cursor.fetchall())


def _copy(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    with native_cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def rows_of(lines: Sequence[LogLine]) -> list[tuple[Any, ...]]:
    """Return ``lines`` as rows of the table, their values in the order of ``COLUMNS``."""
    return [_row(line) for line in lines]


def _row(line: LogLine) -> tuple[Any, ...]:
    return (
        line.date,
        line.message_id,
        line.timestamp,
        line.partition,
        line.offset,
        line.severity,
        line.severity_text,
        line.level,
        line.service,
        line.consumer,
        line.logger,
        line.body,
        line.pattern,
        line.trace_id or None,
        line.span_id or None,
        line.links or None,
        _json(line.attributes),
        _json(line.resource),
        " ".join(_lexemes(line.text)),
    )


def _lexemes(text: str) -> Iterator[str]:
    """Yield the words of ``text`` with their places, as a tsvector is written down."""
    for place, word in enumerate(words_of(text), start=1):
        yield f"{word}:{place}"


def _json(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value).decode()
