"""How fast ``relay_outbox`` empties the outbox, beside plain producing of the same messages.

Interleaved rounds: the same rows, of many aggregates with a few rows each and of one aggregate alone. The floor hands
the same contents to the same client, settings and all, and waits for the broker's answers, without a database.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from confluent_kafka import Producer
from django.conf import settings

from bench.errors import Failed
from bench.figures import ratio_of_rounds
from bench.options import Options
from bench.report import Result
from bench.scratch import scratch_topics
from tracking import codec
from tracking.events import OrderCompleted
from tracking.ids import uuid7
from tracking.models import OutboxMessage
from tracking.relay import OutboxRelay
from tracking.sender import PRODUCER_CONFIG
from tracking.topics import COMMERCE
from tracking.visitors import now_ms

ABOUT: Final = "outbox rows a second that one relay delivers, beside producing the same messages plainly"

_FLUSH_SECONDS: Final = 60.0


@dataclass(slots=True)
class Way:
    """What is run, and its rows a second by round."""

    name: str
    run: Callable[[Sequence[OutboxMessage]], float]
    aggregates: int
    rates: list[float] = field(default_factory=list)


def run(options: Options) -> Result:
    rounds, rows, few = (1, 200, 50) if options.quick else (3, 10_000, 1_000)
    ways = [
        Way("plain produce and flush", _produced, rows),
        Way(f"relay, an aggregate for every {rows // few} rows", _relayed, few),
        Way("relay, one aggregate", _relayed, 1),
    ]
    chance = random.Random("rounds")
    with scratch_topics():
        for _ in range(rounds):
            for way in chance.sample(ways, len(ways)):
                # One aggregate moves at a row a round trip: fewer rows say the same.
                way.rates.append(way.run(_rows(rows if way.aggregates > 1 else rows // 5, way.aggregates)))
    result = Result(("way", "rows/s", "slowest round", "fastest round", "of plain producing"))
    for way in ways:
        ratio = ratio_of_rounds(way.rates, ways[0].rates)
        result.add(way.name, round(median(way.rates)), round(min(way.rates)), round(max(way.rates)), ratio)
    return result


def _rows(count: int, aggregates: int) -> list[OutboxMessage]:
    return [_row(f"order:{number % aggregates}", number) for number in range(count)]


def _row(aggregate: str, number: int) -> OutboxMessage:
    event = OrderCompleted(
        message_id=uuid7(),
        date=now_ms(),
        order_id=str(number),
        products=[],
        currency="EUR",
        subtotal="1.00",
        discount="0.00",
        total="1.00",
    )
    return OutboxMessage(
        aggregate=aggregate, topic=COMMERCE.name, key=aggregate, payload=codec.encode(event).decode()
    )


def _produced(rows: Sequence[OutboxMessage]) -> float:
    client = Producer({**PRODUCER_CONFIG, **settings.KAFKA_CLIENT})
    client.list_topics(timeout=_FLUSH_SECONDS)
    began = time.monotonic()
    for row in rows:
        client.produce(COMMERCE.full_name, row.payload.encode(), row.key.encode())
    if client.flush(_FLUSH_SECONDS):
        raise Failed("the broker did not take the messages in time")
    return len(rows) / (time.monotonic() - began)


def _relayed(rows: Sequence[OutboxMessage]) -> float:
    OutboxMessage.objects.bulk_create(rows)
    relay = OutboxRelay()
    began = time.monotonic()
    while relay.relay():
        pass
    seconds = time.monotonic() - began
    if left := OutboxMessage.objects.count():
        raise Failed(f"{left} rows are still in the outbox")
    return len(rows) / seconds
