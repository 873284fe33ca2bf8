"""Log lines for tests: records as the handler makes them, and deliveries as the engine hands them over."""

from itertools import count
from typing import Any

from consumers.api import Delivery
from consumers.records import Record
from tracking import codec
from tracking.events.logs import LogRecorded
from tracking.ids import uuid7
from tracking.producer import get_producer
from tracking.topics import WEB_LOGS
from tracking.visitors import now_ms

_offsets = count()


def line(
    body: str = "request_failed", *, severity: int = 17, at: int | None = None, **fields: Any
) -> LogRecorded:
    """Return an error line of the web process, logged now or ``at`` (ms)."""
    now = at or now_ms()
    defaults = {
        "date": now,
        "received_at": now,
        "message_id": uuid7(),
        "timestamp": now * 1_000_000,
        "severity_text": "ERROR",
        "scope": "shop.checkout.views",
        "resource": {"service.name": "web", "service.instance.id": "web-1", "host.name": "here"},
    }
    return LogRecorded(body=body, severity_number=severity, **{**defaults, **fields})


def failure(
    kind: str = "ValueError",
    message: str = "no such thing",
    *,
    frames: tuple[str, ...] = ("shop.checkout.services.place",),
    **fields: Any,
) -> LogRecorded:
    """Return a line with an exception; a frame is ``module.function``, one of Django's is none of our own."""
    attributes = {
        "exception.type": kind,
        "exception.message": message,
        "exception.frames": [
            {
                "module": frame.rpartition(".")[0],
                "function": frame.rpartition(".")[2],
                "line": 7,
                "in_app": not frame.startswith("django."),
            }
            for frame in frames
        ],
    }
    return line(**{"attributes": attributes, **fields})


def delivery(
    event: LogRecorded, *, partition: int = 0, offset: int | None = None, stamp: int | None = None
) -> Delivery:
    """Return ``event`` as it came out of the topic, with Kafka's ``stamp`` (else its own date)."""
    number = next(_offsets) if offset is None else offset
    record = Record(WEB_LOGS.full_name, partition, number, stamp or event.date, b"web-1", b"", [])
    return Delivery(event, record)


def deliveries(*events: LogRecorded) -> list[Delivery]:
    return [delivery(event) for event in events]


def send_lines(*events: LogRecorded) -> None:
    """Produce ``events`` and wait until the broker has them."""
    producer = get_producer()
    for event in events:
        producer.send(WEB_LOGS, key=b"web-1", content=codec.encode(event))
    assert producer.flush(20) == 0
