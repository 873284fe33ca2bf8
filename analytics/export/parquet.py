"""Events as Parquet files, a file for each UTC day: what other tools read, and how old days are kept elsewhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from analytics.errors import ExportUnavailable
from analytics.models import AnalyticsEvent

_ROWS: Final = 20_000

# Names and browsers stay here: a file leaves the reach of an erasure.
_KEPT_BACK: Final = frozenset({"anonymous_id", "user_id"})
_COLUMNS: Final = tuple(
    field.name for field in AnalyticsEvent._meta.concrete_fields if field.name not in _KEPT_BACK
)

# What Django calls a field → what Arrow calls it; a uuid and JSON travel as text.
_TYPES: Final = {
    "BigIntegerField": "int64",
    "IntegerField": "int32",
    "SmallIntegerField": "int16",
    "BooleanField": "bool_",
    "DateTimeField": "timestamp",
    "DecimalField": "decimal",
}


def events_export(*, folder: Path, first: date, last: date) -> Iterator[tuple[Path, int]]:
    """Write the events that happened from ``first`` to ``last`` (UTC days, both included) to
    ``folder/date=<day>/events.parquet``, zstd; yield each file and how many rows it has. Days without events get none;
    a file that was there is replaced as a whole.

    Raises:
        ExportUnavailable: pyarrow is not installed.
        OSError: the folder can't be written.
    """
    try:
        import pyarrow  # noqa: F401
    except ModuleNotFoundError:
        raise ExportUnavailable("Parquet needs pyarrow: install the project's extra `parquet`") from None
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if rows := _export_day(folder / f"date={day.isoformat()}", day):
            yield folder / f"date={day.isoformat()}" / "events.parquet", rows


def _schema() -> Any:
    import pyarrow as pa

    made = {"timestamp": pa.timestamp("us", tz="UTC"), "decimal": pa.decimal128(12, 2)}
    fields = []
    for field in AnalyticsEvent._meta.concrete_fields:
        if field.name in _COLUMNS:
            name = _TYPES.get(field.get_internal_type(), "string")
            fields.append(pa.field(field.name, made.get(name) or getattr(pa, name)()))
    return pa.schema(fields)


def _export_day(folder: Path, day: date) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, written = _schema(), 0
    writer, unfinished = None, folder / "events.parquet.part"
    for rows in _rows_of(day):
        if writer is None:
            folder.mkdir(parents=True, exist_ok=True)
            writer = pq.ParquetWriter(unfinished, schema, compression="zstd")
        columns = list(zip(*rows, strict=True))
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        writer.write_batch(pa.record_batch(arrays, schema=schema))
        written += len(rows)
    if writer is not None:
        writer.close()
        unfinished.replace(folder / "events.parquet")
    return written


def _rows_of(day: date) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the day's rows, some at a time, in the order in which they happened."""
    start = datetime.combine(day, time.min, UTC)
    texts = {"message_id": "message_id::text", "properties": "properties::text"}
    listed = ", ".join(texts.get(name, name) for name in _COLUMNS)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {listed} FROM analytics_event WHERE occurred_at >= %s AND occurred_at < %s"  # noqa: S608
            " ORDER BY occurred_at, message_id",
            [start, start + timedelta(days=1)],
        )
        while rows := cursor.fetchmany(_ROWS):
            yield rows
