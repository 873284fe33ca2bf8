"""How fast the warehouse is loaded from topics that are full, beside COPY of the same rows without anything else.

Each way starts from nothing: no positions, no rows. Counted from the moment the partitions were claimed to the last
commit; with rollups, to the moment when the last changed day was counted. The ceiling is one connection that copies
rows, already made, into the same table in batches of the same size, as many for each day as are loaded: what a new
partition costs at its beginning would otherwise make the ceiling a low one.
"""

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from analytics import partitions
from analytics.rows import Row, rows_of, subjects_of
from analytics.warehouse import copy, key_of
from bench.errors import Failed
from bench.events import DAY_MS, events
from bench.figures import ratio_of_rounds
from bench.options import Options
from bench.processes import child
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from consumers.api import Delivery
from consumers.models import ConsumerOffset
from consumers.records import Record
from consumers.registry import consumer_by_name
from tracking import codec
from tracking.producer import get_producer
from tracking.sql import native_cursor

ABOUT: Final = "events a second into the warehouse, with one process and two, with and without rollups"

_REPEATED: Final = 0.01
_CHUNK: Final = 20_000
_SECONDS: Final = 3600.0
_SAMPLE: Final = 200_000
_AIMS: Final = {"table": 0.7, "with rollups": 0.5}


@dataclass(slots=True)
class Way:
    """How many processes load, whether days are counted beside them; events/s by round."""

    processes: int
    counts: bool
    rates: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        how_many = "one process" if self.processes == 1 else f"{self.processes} processes"
        return f"{how_many}, {'with rollups' if self.counts else 'table'}"


def run(options: Options) -> Result:
    number = options.events or (2_000 if options.quick else 400_000)
    rounds = 1 if options.quick or number > 2_000_000 else 3
    days = 2 if options.quick else 90
    ways = [Way(processes, counts) for counts in (False, True) for processes in (1, 2)]
    if options.quick:
        ways = [ways[0], ways[-1]]
    ceiling: list[float] = []
    chance = random.Random("rounds")
    with scratch_topics():
        distinct, sent = _fill(number, days)
        sampled = min(number, _SAMPLE)
        sample = _sample(sampled, max(1, round(days * sampled / number)))
        for _ in range(rounds):
            ceiling.append(_copied(sample))
            for way in chance.sample(ways, len(ways)):
                way.rates.append(_loaded(way, distinct))
        size = _size()
    result = _result(ways, ceiling)
    result.notes = [
        f"{sent:,} messages over {days} days, {distinct:,} of them different; the ceiling copies {len(sample):,} rows; "
        f"{size / distinct:.0f} bytes an event on disk, indexes and rollups included."
    ]
    return result


def _fill(number: int, days: int) -> tuple[int, int]:
    """Put events into the topics; return how many different ones and how many messages."""
    producer, sent = get_producer(), 0
    for event in events(number, days=days, repeated=_REPEATED):
        producer.send(event.topic, key=(event.anonymous_id or "").encode(), content=codec.encode(event))
        sent += 1
        if sent % _CHUNK == 0 and producer.flush(60):
            raise Failed("the broker did not take the events in time")
    if producer.flush(60):
        raise Failed("the broker did not take the events in time")
    return number, sent


def _sample(number: int, days: int) -> list[Row]:
    made = list(events(number, days=days, seed="ceiling"))
    record = Record("", 0, 0, int(time.time() * 1000), None, b"", [])
    deliveries = [Delivery(event, record) for event in made]
    rows = rows_of(deliveries, subjects=subjects_of(made), site=None, now=record.timestamp)
    return list({key_of(row): row for row in rows}.values())


def _empty() -> None:
    ConsumerOffset.objects.filter(consumer="analytics").delete()
    reset = consumer_by_name("analytics").reset
    assert reset is not None
    with transaction.atomic():
        reset()


def _copied(rows: list[Row]) -> float:
    _empty()
    with transaction.atomic():
        partitions.ensure({row[0] // DAY_MS for row in rows}, now=timezone.now())
    size, began = consumer_by_name("analytics").max_batch, time.monotonic()
    for start in range(0, len(rows), size):
        with transaction.atomic(), native_cursor() as cursor:
            copy(cursor, partitions.TABLE, rows[start : start + size])
    return len(rows) / (time.monotonic() - began)


def _loaded(way: Way, distinct: int) -> float:
    _empty()
    with ExitStack() as stack:
        counter = stack.enter_context(child("count_days")) if way.counts else None
        loaders = [
            stack.enter_context(child("consume", "analytics", "--exit-when-caught-up"))
            for _ in range(way.processes)
        ]
        # One that came too late to be given a partition claimed and committed nothing.
        lines = [[float(value) for value in loader.last_line(_SECONDS).split()] for loader in loaders]
        begin = min(claimed for claimed, _, _ in lines if claimed)
        end = max(committed for _, committed, _ in lines)
        if counter is not None:
            end = max(end, float(counter.ask("finish")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM analytics_event")
        found = cursor.fetchone()[0]
    if found != distinct:
        raise Failed(f"{way.name}: {distinct:,} different events, but {found:,} rows")
    return distinct / (end - begin) * 1000


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'analytics\\_%%'",
            [],
        )
        return int(cursor.fetchone()[0])


def _result(ways: list[Way], ceiling: list[float]) -> Result:
    result = Result(("way", "events/s", "slowest round", "fastest round", "of direct COPY"))
    result.add(
        "COPY of rows already made", round(median(ceiling)), round(min(ceiling)), round(max(ceiling)), 1.0
    )
    for way in ways:
        ratio = ratio_of_rounds(way.rates, ceiling)
        result.add(way.name, round(median(way.rates)), round(min(way.rates)), round(max(way.rates)), ratio)
    for what, least in _AIMS.items():
        counts = what == "with rollups"
        best = max(ratio_of_rounds(way.rates, ceiling) for way in ways if way.counts is counts)
        result.aims.append(Aim(f"{what}: at least {least:g} of direct COPY", best, best >= least))
    return result
