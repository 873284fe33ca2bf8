"""The consumer ``moderation``, judging by words alone, so that every verdict follows from the text; it kills itself
around the commit.

    python -m tests.pipeline.moderation_process --kill-odds 0.2 --seed 1
"""

import argparse
import signal
from unittest.mock import patch

from tests.pipeline.ledger_process import Killing  # sets Django up

# isort: split
from consumers.offsets import PostgresOffsets
from consumers.registry import consumer_by_name
from consumers.runner import NoObserver, Runner, RunOptions
from tests.moderation.flow import Words, by_words


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kill-odds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    runner = Runner(
        consumer_by_name("moderation"),
        options=RunOptions(batch_size=10),
        offsets=PostgresOffsets(),
        observer=Killing(options.kill_odds, options.seed) if options.kill_odds else NoObserver(),
    )
    signal.signal(signal.SIGTERM, lambda *_: runner.stop())
    by_policy = patch.multiple("moderation.consumer", live_policy=Words, shadow_policies=tuple)
    with by_policy, patch("moderation.services.judge", by_words):
        runner.run()


if __name__ == "__main__":
    main()
