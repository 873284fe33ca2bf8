"""Waiting for conditions, never for time."""

import time
from collections.abc import Callable

from bench.errors import Failed


def until[T](condition: Callable[[], T], *, seconds: float, what: str, every: float = 0.02) -> T:
    """Return the first true value of ``condition``.

    Raises:
        Failed: there was none in ``seconds``.
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Failed(f"after {seconds:g} s still not: {what}")
        time.sleep(every)
    return value
