"""Log lines and records of tests' own."""

import itertools
import time

from confluent_kafka import Producer
from django.conf import settings

from consumers.api import Delivery
from consumers.records import Record
from logs.lines import line_of
from tracking import codec
from tracking.events import LogRecorded
from tracking.ids import uuid7
from tracking.topics import WEB_LOGS

# An hour's beginning, so that tests can speak of hours.
NOON = int(time.time()) // 3600 * 3_600_000
_offsets = itertools.count()


def event(body="consumer_started", *, date=None, severity=9, service="web", consumer="", **more):
    date = NOON if date is None else date
    return LogRecorded(
        message_id=more.pop("message_id", None) or uuid7(),
        date=date,
        received_at=date,
        timestamp=min(date * 1_000_000, 2**62),
        severity_number=severity,
        severity_text={9: "INFO", 13: "WARNING", 17: "ERROR"}.get(severity, "OTHER"),
        body=body,
        scope=more.pop("logger", "shop.checkout"),
        resource={"service.name": service, **({"consumer.name": consumer} if consumer else {})},
        **more,
    )


def line(body="consumer_started", *, partition=0, offset=None, **more):
    """Return a line, as a sink gets it."""
    return line_of(delivery(event(body, **more), partition=partition, offset=offset))


def delivery(recorded, *, partition=0, offset=None):
    offset = next(_offsets) if offset is None else offset
    record = Record(WEB_LOGS.full_name, partition, offset, recorded.date, b"web-1", b"", [])
    return Delivery(recorded, record)


def send_lines(events, *, partition=None):
    """Put ``events`` on the topic, spread over its partitions; return their ids."""
    client = Producer({**settings.KAFKA_CLIENT, "linger.ms": 5, "queue.buffering.max.messages": 1_000_000})
    ids = []
    for number, recorded in enumerate(events):
        place = number % WEB_LOGS.partitions if partition is None else partition
        client.produce(WEB_LOGS.full_name, codec.encode(recorded), b"web-1", partition=place)
        ids.append(recorded.message_id)
    assert client.flush(60) == 0
    return ids
