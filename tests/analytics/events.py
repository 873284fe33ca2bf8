"""Deliveries for tests of the warehouse: an event as Kafka would hand it over."""

from itertools import count

from consumers.api import Delivery
from consumers.records import Record
from tracking.events import Event
from tracking.ids import uuid7
from tracking.visitors import now_ms

_offsets = count()


def made[T: Event](event_type: type[T], *, who: str | None = "anna", **fields) -> T:
    """Return an event of a browser that is nobody's account yet, happening now."""
    now = now_ms()
    defaults = {
        "message_id": uuid7(),
        "date": now,
        "received_at": now,
        "anonymous_id": who,
        "session_id": who,
    }
    return event_type(**{**defaults, **fields})


def delivered(*events: Event, timestamp: int | None = None, offset: int | None = None) -> list[Delivery]:
    """Return ``events`` as they come from one partition, each at the next offset."""
    return [
        Delivery(
            event,
            Record(
                topic=event.topic.full_name,
                partition=0,
                offset=next(_offsets) if offset is None else offset + number,
                timestamp=timestamp or now_ms(),
                key=None,
                value=b"",
                headers=[],
            ),
        )
        for number, event in enumerate(events)
    ]
