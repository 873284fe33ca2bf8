"""Running consumer processes report themselves here, for ``consumer_status`` and the operations page."""

import os
import socket
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

import structlog
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from consumers.api import Delivery
from consumers.models import ConsumerInstance
from consumers.processing import Outcome

log = structlog.get_logger(__name__)

BEAT_SECONDS: Final = 1.0
_WINDOW: Final = 1000


def new_instance_name(consumer: str) -> str:
    """Return ``consumer@host:pid``: what an operator needs to find the process."""
    return f"{consumer}@{socket.gethostname()[:60]}:{os.getpid()}"


class LatencyWindow:
    """The last latencies, in ms, for percentiles that follow what is happening now."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=_WINDOW)

    def add(self, deliveries: Sequence[Delivery], *, now_ms: float) -> None:
        """Note the time from the server's stamp (else Kafka's) to ``now_ms``. A thousand of a batch are enough."""
        for delivery in deliveries[-_WINDOW:]:
            self._values.append(max(0.0, now_ms - delivery.stamp))

    def percentile(self, fraction: float) -> float | None:
        """Return the nearest-rank percentile; None without values."""
        if not self._values:
            return None
        ordered = sorted(self._values)
        return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))]


class Heartbeat:
    """One process's row. Reports at most once a second; a database that is away is no reason to stop."""

    def __init__(self, consumer: str, instance: str) -> None:
        self.latency = LatencyWindow()
        self.processed = 0
        self.rejected = 0
        self.last_error = ""
        self._row = ConsumerInstance(consumer=consumer, instance=instance, started_at=timezone.now())
        self._reported_at = 0.0
        self._reported_processed = 0

    def count(self, outcome: Outcome) -> None:
        """Note a committed batch."""
        self.processed += outcome.processed
        self.rejected += outcome.rejected
        self.latency.add(outcome.deliveries, now_ms=time.time() * 1000)

    def beat(self, state: ConsumerInstance.State, *, partitions: int, force: bool = False) -> None:
        """Write the row if a second has gone by since the last time, or ``force``."""
        now = time.monotonic()
        elapsed = now - self._reported_at
        if elapsed < BEAT_SECONDS and not force:
            return
        row = self._row
        row.state, row.seen_at, row.partitions = state, timezone.now(), partitions
        row.rate = (self.processed - self._reported_processed) / elapsed if self._reported_at else 0.0
        row.processed, row.rejected, row.last_error = self.processed, self.rejected, self.last_error
        row.latency_p50_ms = self.latency.percentile(0.5)
        row.latency_p99_ms = self.latency.percentile(0.99)
        self._reported_at, self._reported_processed = now, self.processed
        try:
            row.save(force_insert=False)
        except (DatabaseError, InterfaceError) as error:
            log.warning("heartbeat_not_written", reason=str(error).strip())
