"""A log sink's consumer made to die: it ends itself at once, now before a commit and now after one.

python -m tests.logs.sink_process files --kill-odds 0.2 --seed 1
"""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from consumers.registry import consumer_by_name  # noqa: E402
from consumers.runner import Runner, RunOptions  # noqa: E402
from tests.pipeline.ledger_process import Killing  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--kill-odds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    Runner(
        consumer_by_name(f"log-sink:{options.name}"),
        options=RunOptions(batch_size=500),
        observer=Killing(options.kill_odds, options.seed),
    ).run()


if __name__ == "__main__":
    main()
