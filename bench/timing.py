"""Timing single calls."""

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import Final

from bench.figures import percentile

# Well below what any queue holds, so that no call meets a full one unless it is meant to.
_CHUNK: Final = 2000


def timed(call: Callable[[], None], calls: int, *, flush: Callable[[], object] | None) -> tuple[float, float]:
    """Return the median and p99 of ``calls`` calls in µs. ``flush`` empties the queue now and then, untimed."""
    times = []
    clock = time.perf_counter_ns
    gc.collect()
    for number in range(calls):
        begin = clock()
        call()
        times.append((clock() - begin) / 1000)
        if flush and number % _CHUNK == _CHUNK - 1:
            flush()
    return median(times), percentile(times, 0.99)
