"""A consumer made to suffer: writes each event to a ledger with a plain INSERT, so that every loss and every
repetition shows, and kills or stalls itself around the commit.

    python -m tests.pipeline.ledger_process --offsets postgres --kill-odds 0.05 --seed 1

``--offsets`` chooses how positions are kept: ``postgres`` is the real way; the others are the controls that must
fail: ``kafka`` commits to Kafka after the effects, ``unfenced`` moves the position without looking at its owner.
"""

import argparse
import os
import random
import signal
from collections.abc import Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from confluent_kafka import TopicPartition  # noqa: E402
from django.db import connection  # noqa: E402

from consumers import client as kafka  # noqa: E402
from consumers.api import Batch, ConsumerSpec, Delivery  # noqa: E402
from consumers.offsets import Offsets, Position, PostgresOffsets  # noqa: E402
from consumers.runner import NoObserver, Runner, RunOptions  # noqa: E402
from tracking.events import ProductsSearched  # noqa: E402

NAME = "ledger"


def write(batch: Batch) -> None:
    rows = [(delivery.event.message_id,) for delivery in batch.deliveries]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO ledger (message_id) VALUES (%s)", rows)


class Killing:
    """Ends the process at once, now before a commit and now after one."""

    def __init__(self, odds: float, seed: int) -> None:
        self._odds = odds
        self._random = random.Random(seed)

    def before_commit(self, deliveries: Sequence[Delivery]) -> None:
        self._maybe()

    def after_commit(self, deliveries: Sequence[Delivery]) -> None:
        self._maybe()

    def _maybe(self) -> None:
        if self._random.random() < self._odds:
            os.kill(os.getpid(), signal.SIGKILL)


class KafkaOffsets:
    """Control: the usual way. Positions are what was committed to Kafka, after the effects."""

    def __init__(self) -> None:
        self._client = kafka.new_client(NAME)

    def claim(self, *, consumer, partitions, owner):
        committed = self._client.committed([TopicPartition(*p) for p in partitions], timeout=10)
        stored = {(tp.topic, tp.partition): max(0, tp.offset) for tp in committed}
        return {partition: Position(stored[partition], 0) for partition in partitions}

    def advance(self, *, consumer, moves): ...


class UnfencedOffsets(PostgresOffsets):
    """Control: the position moves with the effects, whoever moves it."""

    def advance(self, *, consumer, moves):
        with connection.cursor() as cursor:
            for partition, move in moves.items():
                cursor.execute(
                    "UPDATE consumer_offset SET next_offset = %s"
                    " WHERE consumer = %s AND topic = %s AND partition = %s",
                    [move.next_offset, consumer, *partition],
                )


class Stalling:
    """Stops the process once, with records in hand and no transaction open, as a long garbage collection or a
    suspended machine does."""

    def __init__(self, offsets, marker: Path) -> None:
        self._offsets = offsets
        self._marker = marker
        self.claim = offsets.claim

    def advance(self, *, consumer, moves):
        if not self._marker.exists():
            # The transaction that the engine just opened holds nothing yet.
            self._marker.touch()
            os.kill(os.getpid(), signal.SIGSTOP)
        self._offsets.advance(consumer=consumer, moves=moves)


OFFSETS: dict[str, type[Offsets]] = {
    "postgres": PostgresOffsets,
    "kafka": KafkaOffsets,
    "unfenced": UnfencedOffsets,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--offsets", choices=OFFSETS, default="postgres")
    parser.add_argument("--kill-odds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stall", type=Path)
    parser.add_argument("--batch-size", type=int, default=100)
    options = parser.parse_args()
    offsets = OFFSETS[options.offsets]()
    runner = Runner(
        ConsumerSpec(NAME, write, (ProductsSearched,), options.batch_size, 0.0, "transactional"),
        options=RunOptions(),
        offsets=Stalling(offsets, options.stall) if options.stall else offsets,
        observer=Killing(options.kill_odds, options.seed) if options.kill_odds else NoObserver(),
    )
    signal.signal(signal.SIGTERM, lambda *_: runner.stop())
    runner.run()


if __name__ == "__main__":
    main()
