"""Which partitions this process owns, and where each stands.

Kafka assigns partitions; owning one also takes the next epoch in PostgreSQL (see ``consumers.offsets``).
"""

from collections.abc import Collection
from typing import Final

import structlog
from confluent_kafka import Consumer, TopicPartition

from consumers import client as kafka
from consumers import metrics, session
from consumers.offsets import Move, Offsets, Position
from consumers.records import Partition, Record

log = structlog.get_logger(__name__)

_CLAIM_ATTEMPTS: Final = 5


class Ownership:
    """The partitions of one running consumer.

    ``on_assign`` and ``on_revoke`` are called inside ``poll`` and never raise, since that would destroy fetched
    messages: what went wrong waits in ``failure`` for the loop to raise it.
    """

    def __init__(self, client: Consumer, *, consumer: str, owner: str, offsets: Offsets) -> None:
        self.positions: dict[Partition, Position] = {}
        self.failure: Exception | None = None
        self._client = client
        self._consumer = consumer
        self._owner = owner
        self._offsets = offsets

    def on_assign(self, _: Consumer, assigned: list[TopicPartition]) -> None:
        try:
            starts = self._claim([Partition(tp.topic, tp.partition) for tp in assigned])
        except Exception as error:
            self.failure = error
            return
        self._client.incremental_assign(_topic_partitions(starts))
        # librdkafka keeps a partition paused that was paused when it went to another process, until it is told.
        self._client.resume([TopicPartition(*partition) for partition in starts])

    def on_revoke(self, _: Consumer, revoked: list[TopicPartition]) -> None:
        for tp in revoked:
            self.positions.pop(Partition(tp.topic, tp.partition), None)

    def owns(self, record: Record) -> bool:
        """Whether ``record`` is the next, or a later one, of a partition that is ours.

        One below the position was fetched before a seek took effect; one of another's partition before it was
        revoked.
        """
        position = self.positions.get(record.place)
        return position is not None and record.offset >= position.next_offset

    def pause(self) -> None:
        self._client.pause([TopicPartition(*partition) for partition in self.positions])

    def start_over(self) -> None:
        """Claim everything anew, and read on from where the database says it stands.

        Raises:
            django.db.Error: the database can't be asked; nothing changed.
        """
        starts = self._claim(list(self.positions))
        for partition in _topic_partitions(starts):
            self._client.seek(partition)
        self._client.resume([TopicPartition(*partition) for partition in self.positions])

    def _claim(self, partitions: Collection[Partition]) -> dict[Partition, int]:
        """Become the owner of ``partitions``; return where to start reading each."""
        if not partitions:
            return {}
        positions = session.with_retries(
            lambda: self._offsets.claim(consumer=self._consumer, partitions=partitions, owner=self._owner),
            attempts=_CLAIM_ATTEMPTS,
        )
        starts = {}
        for partition, position in positions.items():
            start, lost = kafka.starting_offset(self._client, partition, position.next_offset)
            if lost:
                metrics.EXPIRED.labels(self._consumer).inc(lost)
                log.error(
                    "records_expired_unread", topic=partition.topic, partition=partition.number, count=lost
                )
            if start < position.next_offset:
                self._rewind(partition, Move(position, start))
                positions[partition] = Position(start, position.epoch)
            starts[partition] = start
        self.positions.update(positions)
        return starts

    def _rewind(self, partition: Partition, move: Move) -> None:
        session.with_retries(
            lambda: self._offsets.advance(consumer=self._consumer, moves={partition: move}),
            attempts=_CLAIM_ATTEMPTS,
        )


def _topic_partitions(starts: dict[Partition, int]) -> list[TopicPartition]:
    return [TopicPartition(partition.topic, partition.number, start) for partition, start in starts.items()]
