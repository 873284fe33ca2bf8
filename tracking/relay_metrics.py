"""What the relay measures: what left the outbox, and what waits in it."""

from typing import Final

from django.utils import timezone
from prometheus_client import Counter, Gauge

from tracking.outbox_status import outbox_status

DELIVERED = Counter("outbox_delivered_total", "Rows that the broker acknowledged.", ["topic"])
REFUSED = Counter("outbox_refused_total", "Attempts at rows that can't be sent as they are.", ["topic"])

# Every relay sees the same table: of several, the newest answer counts.
_MODE: Final = "mostrecent"
WAITING = Gauge("outbox_waiting", "Rows in the outbox.", multiprocess_mode=_MODE)
OLDEST_SECONDS = Gauge(
    "outbox_oldest_seconds", "Age of the oldest row; 0 when there is none.", multiprocess_mode=_MODE
)
BLOCKED = Gauge(
    "outbox_blocked_aggregates", "Aggregates held up by a row that can't be sent.", multiprocess_mode=_MODE
)


def measure() -> None:
    """Set the gauges to what the table holds now. One query."""
    status = outbox_status(now=timezone.now())
    WAITING.set(status.waiting)
    OLDEST_SECONDS.set(status.oldest_seconds or 0.0)
    BLOCKED.set(status.blocked)
