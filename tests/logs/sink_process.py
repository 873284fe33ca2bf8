"""Log sinks' consumers made to die: each ends itself at once, now before a commit and now after one.

    python -m tests.logs.sink_process postgres files --victims 2

Ends with 0 when every victim was killed.
"""

import argparse
import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from consumers.registry import consumer_by_name  # noqa: E402
from consumers.runner import Runner, RunOptions  # noqa: E402
from tests.pipeline.ledger_process import Killing  # noqa: E402


def suffer(name: str, *, odds: float, seed: int) -> None:
    """Consume until the end comes, in a child of its own."""
    Runner(
        consumer_by_name(f"log-sink:{name}"),
        options=RunOptions(batch_size=500, exit_when_caught_up=True),
        observer=Killing(odds, seed),
    ).run()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="+")
    parser.add_argument("--victims", type=int, default=2, help="of each sink, at the same time")
    parser.add_argument("--kill-odds", type=float, default=0.2)
    options = parser.parse_args()
    victims = []
    for name in options.names:
        for seed in range(options.victims):
            # Forked, since making a process ready takes longer than what it is for.
            if not (pid := os.fork()):
                suffer(name, odds=options.kill_odds, seed=seed)
                sys.exit(0)
            victims.append(pid)
    ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in victims]
    sys.exit(ends != [-signal.SIGKILL] * len(victims))


if __name__ == "__main__":
    main()
