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
_MOST: Final = 1000
_RECENT_MS: Final = 60_000


def new_instance_name(consumer: str) -> str:
    """Return ``consumer@host:pid``: what an operator needs to find the process."""
    return f"{consumer}@{socket.gethostname()[:60]}:{os.getpid()}"


class LatencyWindow:
    """The latencies of the last minute, in ms, the newest thousand: percentiles follow what is happening now, and an
    old message that was read again doesn't stay in them."""

    def __init__(self) -> None:
        self._noted: deque[tuple[float, float]] = deque(maxlen=_MOST)

    def add(self, deliveries: Sequence[Delivery], *, now_ms: float) -> None:
        """Note the time from the server's stamp (else Kafka's) to ``now_ms``. A thousand of a batch are enough."""
        for delivery in deliveries[-_MOST:]:
            self._noted.append((now_ms, max(0.0, now_ms - delivery.stamp)))

    def percentile(self, fraction: float, *, now_ms: float) -> float | None:
        """Return the nearest-rank percentile at ``now_ms``; None without values."""
        ordered = sorted(latency for noted, latency in self._noted if noted > now_ms - _RECENT_MS)
        if not ordered:
            return None
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
        now_ms = time.time() * 1000
        row.latency_p50_ms = self.latency.percentile(0.5, now_ms=now_ms)
        row.latency_p99_ms = self.latency.percentile(0.99, now_ms=now_ms)
        self._reported_at, self._reported_processed = now, self.processed
        try:
            row.save(force_insert=False)
        except (DatabaseError, InterfaceError) as error:
            log.warning("heartbeat_not_written", reason=str(error).strip())
