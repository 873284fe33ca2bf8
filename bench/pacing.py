"""Doing things at a steady rate, whether or not the one before is done."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

_THREADS: Final = 16


def at_rate[T, R](items: Sequence[T], action: Callable[[T], R], *, rate: float) -> list[R]:
    """Do ``action`` for each item, ``rate`` a second; return what they returned, in order.

    A slow answer doesn't put off the next question (up to 16 under way): otherwise a slow system would be asked
    less, and look faster than it is.

    Raises:
        Exception: whatever the first failing action raised.
    """
    started = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        futures = []
        for number, item in enumerate(items):
            time.sleep(max(0.0, started + number / rate - time.perf_counter()))
            futures.append(pool.submit(action, item))
        return [future.result() for future in futures]
