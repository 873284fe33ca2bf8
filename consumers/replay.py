"""Reading again: what would be read, and setting it going.

There are two ways (ADR 0014). Up to now: the positions go back under a new epoch, in one transaction with emptying what
the consumer keeps, and everybody reads on from there. A range that ends in the past: its records are handed to the
handler once more, beside the running consumer, whose positions stay.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from confluent_kafka import Consumer, TopicPartition

from consumers import client as kafka
from consumers import session
from consumers.api import ConsumerSpec
from consumers.instances import new_instance_name
from consumers.models import ConsumerOffset, DeadLetter
from consumers.offsets import Move, PostgresOffsets
from consumers.records import Partition

_ATTEMPTS: Final = 5
_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is read again of one partition: offsets from ``start`` to just before ``stop``.

    ``position`` is where the consumer stands, ``first`` the oldest offset that Kafka still has.
    """

    partition: Partition
    start: int
    stop: int
    position: int
    first: int

    @property
    def records(self) -> int:
        return max(0, self.stop - self.start)


@dataclass(frozen=True, slots=True)
class Plan:
    """A replay, before it happens. ``since`` and ``until`` are None for the earliest record and for now;
    ``empties`` says that what the consumer keeps is deleted first."""

    spec: ConsumerSpec
    since: datetime | None
    until: datetime | None
    empties: bool
    stretches: tuple[Stretch, ...]

    @property
    def records(self) -> int:
        return sum(stretch.records for stretch in self.stretches)

    @property
    def expired(self) -> int:
        """How many records retention has deleted where the replay starts at the oldest there is."""
        return sum(stretch.first for stretch in self.stretches if stretch.start == stretch.first)


def plan(spec: ConsumerSpec, *, since: datetime | None, until: datetime | None, empties: bool) -> Plan:
    """Return what a replay would do; changes nothing.

    ``since`` and ``until`` mean the time that Kafka noted on the record. ``empties`` asks for emptying, which happens
    only where the consumer declares how and everything is read again.

    Raises:
        TopicsMissing: the broker doesn't have the consumer's topics.
        KafkaException: the broker can't be reached.
    """
    client = kafka.new_client(spec.name)
    try:
        counts = kafka.require_topics(client, spec.topics)
        partitions = [Partition(topic, number) for topic in sorted(counts) for number in range(counts[topic])]
        bounds = {partition: kafka.watermarks(client, partition) for partition in partitions}
        starts = _offsets_at(client, partitions, since)
        stops = _offsets_at(client, partitions, until)
    finally:
        client.close()
    positions = _positions(spec.name)
    stretches = []
    for partition in partitions:
        first, end = bounds[partition]
        position = min(positions.get(partition, 0), end)
        # What nobody has read yet is not read again, and a position never moves forward over it.
        start = min(first if since is None else starts.get(partition, end), max(first, position))
        stop = end if until is None else min(stops.get(partition, end), position)
        stretches.append(Stretch(partition, start, max(start, stop), position, first))
    empties = empties and spec.reset is not None and since is None and until is None
    return Plan(spec, since, until, empties, tuple(stretches))


def _offsets_at(
    client: Consumer, partitions: Collection[Partition], moment: datetime | None
) -> dict[Partition, int]:
    """Return the first offset at or after ``moment`` of those partitions that have one."""
    if moment is None:
        return {}
    ms = int(moment.timestamp() * 1000)
    asked = [TopicPartition(*partition, ms) for partition in partitions]
    found = client.offsets_for_times(asked, timeout=_SECONDS)
    return {Partition(tp.topic, tp.partition): tp.offset for tp in found if tp.offset >= 0}


def _positions(consumer: str) -> dict[Partition, int]:
    rows = ConsumerOffset.objects.filter(consumer=consumer).values_list("topic", "partition", "next_offset")
    return {Partition(topic, number): offset for topic, number, offset in rows}


def open_letters_in(plan: Plan) -> int:
    """Return how many of the records to be read are open dead letters, which get their second chance by it."""
    return sum(
        DeadLetter.objects.filter(
            consumer=plan.spec.name,
            topic=stretch.partition.topic,
            partition=stretch.partition.number,
            offset__range=(stretch.start, stretch.stop - 1),
            status=DeadLetter.Status.OPEN,
        ).count()
        for stretch in plan.stretches
        if stretch.records
    )


def rewind(plan: Plan) -> None:
    """Move the positions back to where ``plan`` starts, emptying what the consumer keeps if it says so, all or nothing.

    Running processes of the consumer are fenced by the new epoch: a batch in their hands has no effect, and they read
    on from the new positions. Whatever happens to the caller afterwards, they or the next ones read to the end.

    Raises:
        django.db.Error: the database can't be reached; nothing changed.
    """
    offsets, name = PostgresOffsets(), plan.spec.name
    starts = {stretch.partition: stretch.start for stretch in plan.stretches}

    def move() -> None:
        claimed = offsets.claim(consumer=name, partitions=sorted(starts), owner=new_instance_name("replay"))
        offsets.advance(
            consumer=name,
            moves={
                partition: Move(position, min(position.next_offset, starts[partition]))
                for partition, position in claimed.items()
            },
        )
        if plan.empties and plan.spec.reset:
            plan.spec.reset()

    session.with_retries(move, attempts=_ATTEMPTS)


def left_of(plan: Plan) -> int:
    """Return how many records of ``plan`` the consumer, all its processes together, has still to read."""
    positions = _positions(plan.spec.name)
    return sum(
        max(0, stretch.stop - max(stretch.start, positions.get(stretch.partition, 0)))
        for stretch in plan.stretches
    )
