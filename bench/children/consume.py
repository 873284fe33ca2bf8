"""Runs a consumer through the real engine, and notes when each event's effect was committed.

``python -m bench.children.consume NAME [--batch-size N] [--exit-when-caught-up] [--stamps FILE]``. NAME is a consumer
of the store, or ``bench-empty`` (searches) or ``bench-empty-reviews``, whose handlers do nothing. At the end it prints
when the partitions were claimed, when the last batch was committed (both in ms since 1970), and how many events there
were; FILE holds a line for each event: message id, its stamp, the moment after COMMIT.
"""

import argparse
import os
import signal
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from consumers.api import Batch, Delivery, consumer  # noqa: E402
from consumers.offsets import Position, PostgresOffsets  # noqa: E402
from consumers.records import Partition  # noqa: E402
from consumers.registry import consumer_by_name  # noqa: E402
from consumers.runner import Runner, RunOptions  # noqa: E402
from tracking.events import ProductsSearched, ReviewSubmitted  # noqa: E402

EMPTY = "bench-empty"
EMPTY_REVIEWS = "bench-empty-reviews"


@consumer(EMPTY, reads=[ProductsSearched], max_batch=2000)
def handle(batch: Batch) -> None:
    """Do nothing: what is left is the engine's own work."""


@consumer(EMPTY_REVIEWS, reads=[ReviewSubmitted], max_batch=500)
def handle_reviews(batch: Batch) -> None:
    """Do nothing with reviews."""


class CommitLog:
    """An observer that keeps when each batch was committed, and each event's stamp if asked to.

    It keeps no events: 200,000 of them would slow down everything else.
    """

    def __init__(self, *, keeps_stamps: bool) -> None:
        self._keeps_stamps = keeps_stamps
        self.moment = 0.0
        self.events = 0
        self.stamps: list[tuple[str, int, float]] = []

    def before_commit(self, deliveries: Sequence[Delivery]) -> None: ...

    def after_commit(self, deliveries: Sequence[Delivery]) -> None:
        self.moment = time.time() * 1000
        self.events += len(deliveries)
        if self._keeps_stamps:
            self.stamps += [(d.event.message_id, d.stamp, self.moment) for d in deliveries]


class TimedOffsets(PostgresOffsets):
    """The real positions, noting when they were first claimed: from then on the consumer could read."""

    claimed = 0.0

    def claim(
        self, *, consumer: str, partitions: Collection[Partition], owner: str
    ) -> dict[Partition, Position]:
        positions = super().claim(consumer=consumer, partitions=partitions, owner=owner)
        self.claimed = self.claimed or time.time() * 1000
        return positions


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--exit-when-caught-up", action="store_true")
    parser.add_argument("--stamps", type=Path)
    options = parser.parse_args()
    log, offsets = CommitLog(keeps_stamps=options.stamps is not None), TimedOffsets()
    runner = Runner(
        consumer_by_name(options.name),
        options=RunOptions(batch_size=options.batch_size, exit_when_caught_up=options.exit_when_caught_up),
        offsets=offsets,
        observer=log,
    )
    signal.signal(signal.SIGTERM, lambda *_: runner.stop())
    runner.run()
    print(offsets.claimed, log.moment, log.events)
    if options.stamps:
        options.stamps.write_text("".join(f"{name}\t{stamp}\t{at}\n" for name, stamp, at in log.stamps))


main()
