"""What came of the page views so far."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from operations.simulation.browser import Answer
from operations.simulation.visits import PageView

# Page times are kept in ms up to this one, which stands for all slower ones: a run of weeks needs no more memory.
_SLOWEST_MS: Final = 10_000
# The checkout's word for an order that can't be made: an answer, not an error.
REFUSED: Final = 409


@dataclass(frozen=True, slots=True)
class Counts:
    """A moment of a ``Tally``. ``failed`` pages came with an error status, ``missed`` ones not at all; times are
    in ms, None before the first page."""

    pages: Counter[str]
    visits: int
    visitors: int
    failed: int
    missed: int
    median_ms: int | None
    p95_ms: int | None


@dataclass(slots=True)
class Tally:
    """Counts the workers' results. Thread-safe."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pages: Counter[str] = field(default_factory=Counter)
    _times: Counter[int] = field(default_factory=Counter)
    _visitors: set[int] = field(default_factory=set)
    _visits: int = 0
    _failed: int = 0
    _missed: int = 0

    def add(self, view: PageView, answer: Answer | None) -> None:
        """Count one page view; None for no answer."""
        with self._lock:
            if answer is None:
                self._missed += 1
                return
            self._pages[answer.page] += 1
            self._visits += view.arrives
            self._visitors.add(view.visitor)
            self._failed += answer.status >= 400 and answer.status != REFUSED
            self._times[min(_SLOWEST_MS, round(answer.seconds * 1000))] += 1

    def counts(self) -> Counts:
        with self._lock:
            return Counts(
                pages=self._pages.copy(),
                visits=self._visits,
                visitors=len(self._visitors),
                failed=self._failed,
                missed=self._missed,
                median_ms=_quantile(self._times, 0.5),
                p95_ms=_quantile(self._times, 0.95),
            )


def _quantile(times: Counter[int], fraction: float) -> int | None:
    """Return the nearest-rank quantile of counted values."""
    left = fraction * times.total()
    for value in sorted(times):
        left -= times[value]
        if left <= 0:
            return value
    return None
