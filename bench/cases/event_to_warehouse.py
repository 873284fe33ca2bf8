"""How long until an event is in the warehouse, where the live view sees it, at a steady rate of events of all kinds.

Measured from the event's own stamp, taken just before it is handed to the producer, to the moment after the COMMIT that
put its row into the table: from then on every question to the live view has it. Rollups are kept by a process beside,
and the live view is asked once a second, as an open dashboard does; how long its answer takes comes on top.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db import connections
from django.utils import timezone

from analytics.models import AnalyticsEvent
from analytics.reports import live
from analytics.reports.period import last_days
from analytics.reports.scope import Scope
from bench.errors import Failed
from bench.events import events
from bench.figures import percentile
from bench.options import Options
from bench.processes import child
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.waiting import until
from tracking import codec
from tracking.events import Event
from tracking.producer import get_producer
from tracking.visitors import now_ms

ABOUT: Final = "from an event to its row in the warehouse, at 1,000 events/s, with the live view open"

_RATE: Final = 1000
_STEP_SECONDS: Final = 0.01
_FIRST: Final = 500
_MOST_P99_MS: Final = 2000.0


def run(options: Options) -> Result:
    number = options.events or (500 if options.quick else 60_000)
    asked: list[float] = []
    with scratch_topics(), tempfile.TemporaryDirectory() as folder:
        stamps = Path(folder) / "stamps"
        with child("count_days") as counter, child("consume", "analytics", "--stamps", str(stamps)) as loader:
            # What comes before the process has its partitions would only measure its start.
            _send(list(events(_FIRST, seed="first")))
            _wait_for(_FIRST)
            began = now_ms()
            with _asking(asked):
                _send(list(events(number, seed="measured")))
            _wait_for(_FIRST + number)
            loader.stop()
            counter.ask("finish")
        rows = [line.split("\t") for line in stamps.read_text().splitlines()]
    times = [float(moment) - int(stamp) for _, stamp, moment in rows if int(stamp) >= began]
    if len(times) != number:
        raise Failed(f"{number:,} events, but {len(times):,} rows")
    return _result(times, asked)


def _send(waiting: list[Event]) -> None:
    """Send ``waiting`` at the rate, whether or not anybody keeps up."""
    producer, begin = get_producer(), time.perf_counter()
    size = int(_RATE * _STEP_SECONDS)
    for place in range(0, len(waiting), size):
        time.sleep(max(0.0, begin + place / _RATE - time.perf_counter()))
        for event in waiting[place : place + size]:
            now = now_ms()
            sent = msgspec.structs.replace(event, date=now, received_at=now)
            producer.send(sent.topic, key=(sent.anonymous_id or "").encode(), content=codec.encode(sent))


def _wait_for(number: int) -> None:
    until(lambda: AnalyticsEvent.objects.count() >= number, seconds=120, what=f"{number:,} rows")


@contextmanager
def _asking(times: list[float]) -> Iterator[None]:
    """Ask the live view once a second meanwhile, and note how long each answer takes, in ms."""
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            now, began = timezone.now(), time.perf_counter()
            live.report(Scope(last_days(1, now=now, zone=settings.TIME_ZONE)), now=now)
            times.append((time.perf_counter() - began) * 1000)
            over.wait(1)
        connections.close_all()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _result(times: list[float], asked: list[float]) -> Result:
    result = Result(("what", "number", "median ms", "p95 ms", "p99 ms", "most ms"))
    for what, values in (("event to row", times), ("answer of the live view", asked)):
        spread = [percentile(values, fraction) for fraction in (0.5, 0.95, 0.99)]
        result.add(what, len(values), *spread, max(values))
    p99 = percentile(times, 0.99)
    result.aims = [
        Aim(f"99 of 100 events in the warehouse within {_MOST_P99_MS:g} ms", p99, p99 < _MOST_P99_MS)
    ]
    result.notes = [f"{_RATE:,} events/s of all kinds, rollups kept beside."]
    return result
