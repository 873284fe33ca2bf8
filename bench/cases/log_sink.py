"""How fast log lines go into PostgreSQL and files, beside raw writing of the same lines.

Interleaved rounds of the same lines, as the topic carries them: what is timed begins with the bytes of a record. The
floors only write: COPY of finished rows into a table with the same columns and its primary key, and appending of
finished bytes to a file with one fsync a batch. So a sink's ratio has in it decoding, patterns, words, and its indexes.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from django.db import transaction

from bench.figures import ratio_of_rounds
from bench.options import Options
from bench.report import Result
from consumers.api import Delivery
from consumers.records import Record
from logs.lines import LogLine, line_of
from logs.sinks.base import Sink
from logs.sinks.files import FilesSink
from logs.sinks.partitions import COLUMNS
from logs.sinks.postgres import PostgresSink, rows_of
from tracking import codec
from tracking.events import LogRecorded
from tracking.ids import uuid7
from tracking.sql import native_cursor
from tracking.topics import WEB_LOGS
from tracking.visitors import now_ms

ABOUT: Final = "log lines a second into PostgreSQL and files, beside raw COPY and raw writing"

_BATCH: Final = 2000
_LIST: Final = ", ".join(f'"{name}"' for name in COLUMNS)


@dataclass(slots=True)
class Way:
    """What is run on the records of a round, and its lines a second by round."""

    name: str
    run: Callable[[Sequence[Record]], float]
    rates: list[float] = field(default_factory=list)


def run(options: Options) -> Result:
    rounds, count = (1, 2_000) if options.quick else (3, 50_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways = [
            Way("raw COPY", _copied),
            Way("log-sink:postgres", lambda records: _sunk(PostgresSink(), records)),
            Way("raw file", lambda records: _appended(folder / "raw", records)),
            Way("log-sink:files", lambda records: _sunk(FilesSink(folder / "lines"), records)),
        ]
        chance = random.Random("rounds")
        for number in range(rounds):
            for way in chance.sample(ways, len(ways)):
                way.rates.append(way.run(_records(count, number)))
    result = Result(("way", "lines/s", "slowest round", "fastest round", "of raw"))
    for way, floor in zip(ways, (ways[0], ways[0], ways[2], ways[2]), strict=True):
        ratio = ratio_of_rounds(way.rates, floor.rates)
        result.add(way.name, round(median(way.rates)), round(min(way.rates)), round(max(way.rates)), ratio)
    return result


def _records(count: int, number: int) -> list[Record]:
    now = now_ms()
    first = number * count
    return [
        Record(WEB_LOGS.full_name, place % 3, first + place, now, b"web", _content(place, now), [])
        for place in range(count)
    ]


def _content(place: int, now: int) -> bytes:
    return codec.encode(
        LogRecorded(
            message_id=uuid7(),
            date=now,
            received_at=now,
            timestamp=now * 1_000_000 + place,
            severity_number=9,
            severity_text="INFO",
            body=f"request_finished in {place % 900} ms",
            scope="django_structlog.middlewares.request",
            attributes={
                "http.request.method": "GET",
                "http.route": "/products/<slug>/",
                "url.path": f"/products/humidifier-{place % 500}/",
                "http.response.status_code": 200,
                "duration_ms": place % 900,
                "request_id": uuid7(),
            },
            resource={
                "service.name": "web",
                "service.instance.id": "web-1",
                "host.name": "shop",
                "process.pid": 17,
            },
            trace_id=f"{place:032x}",
            span_id=f"{place:016x}",
        )
    )


def _lines(records: Sequence[Record]) -> list[LogLine]:
    return [line_of(Delivery(codec.decode(WEB_LOGS, record.value), record)) for record in records]


def _sunk(sink: Sink, records: Sequence[Record]) -> float:
    began = time.monotonic()
    for start in range(0, len(records), _BATCH):
        with transaction.atomic():
            sink.write(_lines(records[start : start + _BATCH]))
    return len(records) / (time.monotonic() - began)


def _copied(records: Sequence[Record]) -> float:
    rows = rows_of(_lines(records))
    with native_cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS raw_line")
        cursor.execute("CREATE TABLE raw_line (LIKE log_line, PRIMARY KEY (date, message_id))")
    began = time.monotonic()
    for start in range(0, len(rows), _BATCH):
        with (
            transaction.atomic(),
            native_cursor() as cursor,
            cursor.copy(f"COPY raw_line ({_LIST}) FROM STDIN") as copy,
        ):
            for row in rows[start : start + _BATCH]:
                copy.write_row(row)
    return len(rows) / (time.monotonic() - began)


def _appended(path: Path, records: Sequence[Record]) -> float:
    contents = [record.value + b"\n" for record in records]
    began = time.monotonic()
    with path.open("ab") as file:
        for start in range(0, len(contents), _BATCH):
            file.write(b"".join(contents[start : start + _BATCH]))
            file.flush()
            os.fsync(file.fileno())
    return len(contents) / (time.monotonic() - began)
