"""How the outbox is doing: what ``consumer_status``, the operations page and the relay's metrics show."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from django.db.models import Count, Min, Q

from tracking.models import OutboxMessage

# A relay sends within a second, and survives an outage of the broker: above this, somebody should look.
LATE_SECONDS: Final = 60.0

type State = Literal["running", "late", "blocked"]


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """``waiting`` rows, the age of the oldest in seconds (None: there is none), and how many aggregates are held up by
    a row that can't be sent."""

    waiting: int
    oldest_seconds: float | None
    blocked: int

    @property
    def state(self) -> State:
        if self.blocked:
            return "blocked"
        return "late" if (self.oldest_seconds or 0.0) > LATE_SECONDS else "running"

    @property
    def is_healthy(self) -> bool:
        return self.state == "running"

    def as_dict(self) -> dict[str, Any]:
        return {"name": "outbox", "state": self.state, **asdict(self)}


def outbox_status(*, now: datetime) -> OutboxStatus:
    """Return the outbox as it stands. One query."""
    # Only an aggregate's oldest row is ever tried, so rows with attempts are aggregates held up.
    found = OutboxMessage.objects.aggregate(
        waiting=Count("pk"), oldest=Min("created_at"), blocked=Count("pk", filter=Q(attempts__gt=0))
    )
    oldest = found["oldest"]
    return OutboxStatus(
        waiting=found["waiting"],
        oldest_seconds=round(max(0.0, (now - oldest).total_seconds()), 1) if oldest else None,
        blocked=found["blocked"],
    )
