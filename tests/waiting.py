"""Waiting for conditions, never for time."""

import time
from collections.abc import Callable


def until[T](condition: Callable[[], T], *, seconds: float = 20.0, what: str = "") -> T:
    """Return the first true value of ``condition``; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds:g} s still not: {what or condition}")
        time.sleep(0.01)
