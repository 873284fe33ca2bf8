"""Ships captured lines: one daemon thread a process redacts them, writes them as JSON and hands them to the producer
that events use, whose spool keeps them while Kafka is away.

The thread is made with the first line, after gunicorn or Celery forked, and belongs to its process: a child begins
anew. It yields to the process's own work: it gathers for moments instead of waking with each line, and while the
producer is crowded it waits, so that lines never crowd out events; what can't wait any more is dropped, DEBUG first.
"""

import atexit
import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from logs import metrics
from logs.capture import Line
from logs.events import content_of, event_of
from logs.resource import resource_of
from logs.waiting import WaitingLines
from tracking.producer import KafkaProducer, get_producer
from tracking.topics import WEB_LOGS

_GATHER_SECONDS: Final = 0.01
_IDLE_SECONDS: Final = 1.0
_EXIT_SECONDS: Final = 2.0
# Given up by design when there are too many, as in a full spool (``tracking.spool.worth``).
_YIELDING: Final = frozenset({"TRACE", "DEBUG", "INFO"})


class Shipper:
    """Takes lines from any thread. ``put`` neither waits nor raises."""

    def __init__(self) -> None:
        self._waiting = WaitingLines()
        self._start_lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def put(self, line: Line) -> None:
        """Take a line; one that comes after ``stop`` is given up, for nothing is left to send it with."""
        if self._stopping:
            metrics.FAILED.inc()
            return
        self._waiting.put(line)
        if self._thread is None:
            self._start()

    def stop(self, seconds: float) -> None:
        """Ship what waits, for ``seconds`` at most; the thread has ended then."""
        self._stopping = True
        self._waiting.wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(seconds)

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until the producer has every line taken so far, or ``seconds`` are over; return whether it has."""
        deadline = time.monotonic() + seconds
        while len(self._waiting) and time.monotonic() < deadline:
            time.sleep(_GATHER_SECONDS)
        return not len(self._waiting)

    def is_own_thread(self) -> bool:
        """Whether this is the thread that ships: what it logs must not be shipped."""
        return threading.current_thread() is self._thread

    def _start(self) -> None:
        with self._start_lock:
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="log-shipping", daemon=True)
                self._thread = thread
                # Before the producer's own, which runs when this is done: what is registered last runs first.
                get_producer()
                atexit.register(stop)
                thread.start()

    def _run(self) -> None:
        producer, resource = get_producer(), resource_of(sys.argv, version=settings.VERSION)
        key = str(resource["service.instance.id"]).encode()
        while not (self._stopping and not len(self._waiting)):
            line = self._waiting.take(_IDLE_SECONDS)
            if line is None:
                self._count_dropped(producer)
                continue
            if not self._stopping:
                time.sleep(_GATHER_SECONDS)
            while line is not None:
                self._ship(line, producer, key, resource)
                # Lets go of the interpreter: threads that want it would wait for 5 ms otherwise.
                time.sleep(0)
                line = self._waiting.take(0)
            self._count_dropped(producer)
        self._count_dropped(producer)

    def _ship(self, line: Line, producer: KafkaProducer, key: bytes, resource: Mapping[str, Any]) -> None:
        while producer.is_crowded() and not self._stopping:
            time.sleep(_GATHER_SECONDS)
        try:
            event = event_of(line, resource)
            producer.send(WEB_LOGS, key=key, content=content_of(event))
            metrics.SHIPPED.labels(event.severity_text).inc()
        except Exception:
            # Nothing may be logged here. The line stands on the console, and the counter says that one is missing.
            metrics.FAILED.inc()

    def _count_dropped(self, producer: KafkaProducer) -> None:
        if dropped := self._waiting.dropped():
            yielded = sum(count for severity, count in dropped.items() if severity in _YIELDING)
            producer.shed(WEB_LOGS, dropped.total(), yielded=yielded)
            for severity, count in dropped.items():
                metrics.DROPPED.labels(severity).inc(count)


_shipper = Shipper()


def shipper() -> Shipper:
    """Return this process's."""
    return _shipper


def stop() -> None:
    """Ship what waits. Done at exit; who leaves without one calls it."""
    _shipper.stop(_EXIT_SECONDS)


def _begin_anew() -> None:
    global _shipper
    _shipper = Shipper()


os.register_at_fork(after_in_child=_begin_anew)
