"""A range of records that ends in the past, handed to a consumer's handler once more.

No position moves, and running processes of the consumer go on meanwhile: the handler works beside them as it would in
a second process, and its effects are idempotent by ``message_id``. To be killed in the middle is harmless; doing it
again starts at the beginning of the range.
"""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from consumers import client as kafka
from consumers import session
from consumers.batching import gather
from consumers.offsets import Move, Position
from consumers.processing import Processor
from consumers.records import Partition, Record, record_of
from consumers.replay import Plan
from consumers.runner import NoObserver

_IDLE_SECONDS: Final = 0.5


class StandingOffsets:
    """``Offsets`` that stay where they are."""

    def claim(
        self, *, consumer: str, partitions: Collection[Partition], owner: str
    ) -> dict[Partition, Position]:
        return dict.fromkeys(partitions, Position(0, 0))

    def advance(self, *, consumer: str, moves: Mapping[Partition, Move]) -> None: ...


class Rereader:
    """Reads the stretches of ``plan``. ``run`` blocks; ``stop`` may be called from a signal handler."""

    def __init__(self, plan: Plan) -> None:
        self.done = 0
        self._spec = plan.spec
        self._stops = {stretch.partition: stretch.stop for stretch in plan.stretches if stretch.records}
        self._starts = {stretch.partition: stretch.start for stretch in plan.stretches if stretch.records}
        self._stopping = threading.Event()
        self._client = kafka.new_client(plan.spec.name, tells_ends=True)

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Hand every record of the range to the handler, or until ``stop``.

        Raises:
            TooManyRejects: the handler refuses too many.
            KafkaException: the broker went away, or retention deleted what was to be read.
            django.db.Error: the database went away.
        """
        session.limit_waiting()
        processor = Processor(self._spec, offsets=StandingOffsets(), observer=NoObserver())
        positions = {partition: Position(start, 0) for partition, start in self._starts.items()}
        try:
            self._client.assign([TopicPartition(*place, start) for place, start in self._starts.items()])
            while self._stops and not self._stopping.is_set():
                messages = gather(self._client, size=self._spec.max_batch, wait=0.0, idle=_IDLE_SECONDS)
                wanted = list(self._wanted(messages))
                if wanted:
                    processor.process(wanted, positions)
                    self.done += len(wanted)
        finally:
            self._client.close()

    def _wanted(self, messages: Sequence[Message]) -> Iterator[Record]:
        """Yield what lies in the range, and leave partitions whose range is at its end."""
        for message in messages:
            error = message.error()
            place = Partition(message.topic() or "", message.partition() or 0)
            if error is not None and error.code() != KafkaError._PARTITION_EOF:
                raise KafkaException(error)
            stop = self._stops.get(place)
            if stop is None:
                continue
            offset = message.offset() or 0
            if error is None and offset < stop:
                yield record_of(message)
            if error is not None or offset >= stop - 1:
                del self._stops[place]
                self._client.incremental_unassign([TopicPartition(*place)])
