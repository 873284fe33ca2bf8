"""Stopping and starting the stack's Kafka."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.environment import ROOT, STATE
from bench.errors import Failed, NotHere


def require_own_broker() -> None:
    """Make sure that Kafka may be stopped.

    Raises:
        NotHere: it isn't one that `python -m devstack run` started.
    """
    state = os.environ.get(STATE, "")
    if not state or not Path(state).is_dir():
        raise NotHere(f"stops Kafka, so it needs a stack of its own: run `make bench` ({STATE} is not set)")


@contextmanager
def stopped_broker() -> Iterator[None]:
    """Keep Kafka stopped during the block; it runs again afterwards, with its data and port."""
    _control("stop")
    try:
        yield
    finally:
        _control("start")


def _control(action: str) -> None:
    command = [sys.executable, "-m", "devstack", "control", action, "kafka", "--state", os.environ[STATE]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"Kafka would not {action}: {done.stderr.strip()}")
