"""What an app's ``consumer.py`` needs: the decorator, and the batch its handler gets.

    @consumer("promotions", reads=[ProductsSearched], max_batch=500)
    def handle(batch: Batch) -> None:
        services.user_promotions_apply(changes=rules.promotion_changes(batch.events))

A ``transactional`` handler writes to PostgreSQL only: the engine commits its writes together with the
position in the topic, so each event takes effect once. An ``at_least_once`` handler writes elsewhere: the
position moves after it returned, so its writes must be idempotent by ``message_id`` or by
(topic, partition, offset).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from django.db import transaction

from consumers.records import Record
from tracking.events import Event
from tracking.topics import Topic


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """An event, and the record it came in."""

    event: Event
    record: Record

    @property
    def stamp(self) -> int:
        """When the server first saw the event, in ms since 1970: its own stamp, else Kafka's."""
        return self.event.received_at or self.record.timestamp

    @property
    def received_at(self) -> int:
        """When the event reached us, in ms since 1970: an event that waited for the broker came before the record did.
        Its ``date`` doesn't count, for an old event may come late and still be news."""
        stamp = self.record.timestamp
        return min(self.event.received_at or stamp, stamp)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a handler gets: at least one delivery, in the order of each partition."""

    deliveries: Sequence[Delivery]

    @property
    def events(self) -> list[Event]:
        return [delivery.event for delivery in self.deliveries]


type Handler = Callable[[Batch], None]
type Reset = Callable[[], None]
type DeliveryKind = Literal["transactional", "at_least_once"]


@dataclass(frozen=True, slots=True)
class ConsumerSpec:
    """A declared consumer. ``max_wait`` is how long, in seconds, to go on gathering after a batch's first
    record; 0 takes what is already here. ``reset`` deletes what the handler, and nobody else, writes: what reading
    everything again brings back. It runs in the transaction in which the positions go back."""

    name: str
    handler: Handler
    reads: tuple[type[Event], ...]
    max_batch: int
    max_wait: float
    delivery: DeliveryKind
    reset: Reset | None = None
    lacks: str = ""
    """What must be set before it can run here, in words; empty where it can."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        return tuple(dict.fromkeys(event.topic for event in self.reads))

    @property
    def about(self) -> str:
        """The first line of the handler's docstring."""
        return (self.handler.__doc__ or "").strip().partition("\n")[0]


_specs: dict[str, ConsumerSpec] = {}


def consumer(
    name: str,
    *,
    reads: Sequence[type[Event]],
    max_batch: int = 1000,
    max_wait: float = 0.0,
    delivery: DeliveryKind = "transactional",
    reset: Reset | None = None,
    lacks: str = "",
) -> Callable[[Handler], Handler]:
    """Declare a handler. The name is the Kafka group, the key of its positions and what operators type.

    ``reset`` is for consumers that can be rebuilt from nothing (command ``replay``), ``lacks`` for those that need
    something this installation doesn't name; see ``ConsumerSpec``.

    Raises:
        ValueError: the name is taken, or nothing is read.
    """

    def register(handler: Handler) -> Handler:
        if name in _specs:
            raise ValueError(f"two consumers are named {name!r}")
        if not reads:
            raise ValueError(f"consumer {name!r} reads nothing")
        _specs[name] = ConsumerSpec(name, handler, tuple(reads), max_batch, max_wait, delivery, reset, lacks)
        return handler

    return register


def declared() -> dict[str, ConsumerSpec]:
    """Return what was declared so far, by name. ``registry`` makes sure that all modules were read."""
    return _specs


def run_batch(spec: ConsumerSpec, deliveries: Sequence[Delivery]) -> None:
    """Run the handler over ``deliveries`` in one transaction, without Kafka: how handlers are tested, and how a
    dead letter gets its second chance.

    Raises:
        Exception: whatever the handler raises; nothing is kept then.
    """
    with transaction.atomic():
        spec.handler(Batch(deliveries))
