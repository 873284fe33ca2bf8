"""A relay that kills itself around its decisive moments: before and after a wave, and after the COMMIT.

python -m tests.pipeline.relay_process --kill-odds 0.05 --seed 1
"""

import argparse
import multiprocessing
import os
import random
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tracking.relay import OutboxRelay  # noqa: E402
from tracking.sender import Sender  # noqa: E402


class Dying:
    def __init__(self, odds, seed):
        self._odds = odds
        self._random = random.Random(seed)

    def maybe(self):
        if self._random.random() < self._odds:
            os.kill(os.getpid(), signal.SIGKILL)


class DyingSender(Sender):
    def __init__(self, stopping, dying):
        super().__init__(stopping)
        self._dying = dying

    def _deliver(self, rows):
        self._dying.maybe()
        failures = super()._deliver(rows)
        self._dying.maybe()
        return failures


class DyingRelay(OutboxRelay):
    def __init__(self, dying):
        super().__init__()
        self._dying = dying
        self._sender = DyingSender(self._stopping, dying)

    def relay(self):
        delivered = super().relay()
        if delivered:
            self._dying.maybe()
        return delivered


def live(dying):
    relay = DyingRelay(dying)
    signal.signal(signal.SIGTERM, lambda *_: relay.stop())
    relay.run()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lives", type=int, default=1)
    parser.add_argument("--kill-odds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print("ready", flush=True)
    for life in range(options.lives):
        odds = options.kill_odds if life < options.lives - 1 else 0.0
        child = multiprocessing.get_context("fork").Process(
            target=live, args=(Dying(odds, f"{options.seed}/{life}"),)
        )
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child.start()
        signal.signal(signal.SIGTERM, lambda *_, child=child: child.terminate())
        child.join()
        if child.exitcode != -signal.SIGKILL:
            sys.exit(child.exitcode)
        print("died", flush=True)


if __name__ == "__main__":
    main()
