"""A run as people see it: one line that changes on a terminal, otherwise a line now and then; a summary at the end."""

import threading
import time
from collections.abc import Callable
from typing import Final

from django.core.management.base import OutputWrapper

from operations.simulation.tally import Counts
from operations.simulation.traffic import Traffic
from operations.simulation.visits import Page

_TERMINAL_SECONDS: Final = 0.5
_LOG_SECONDS: Final = 30.0
# What the tally calls them, by what people did.
_PAGES: Final[dict[str, Page]] = {
    "home": "home",
    "search": "search",
    "product": "product",
    "deals": "deals",
    "into cart": "add",
    "code tried": "code",
    "checkout": "checkout",
    "orders": "order",
}


class Progress:
    """Tells how ``traffic`` goes, from a thread of its own, until the ``with`` block ends."""

    def __init__(self, traffic: Traffic, stream: OutputWrapper, *, every: float | None = None) -> None:
        self._traffic = traffic
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._every = every or (_TERMINAL_SECONDS if self._is_terminal else _LOG_SECONDS)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True, name="progress")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(1.0)
        if self._is_terminal:
            self._write("\r\033[K")

    def _tell(self) -> None:
        rate = rate_meter()
        while not self._ended.wait(self._every):
            counts = self._traffic.tally.counts()
            line = progress_line(counts, rate(counts.pages.total()), self._traffic.trouble)
            self._write(f"\r\033[K{line}" if self._is_terminal else f"{line}\n")

    def _write(self, text: str) -> None:
        # Django would print it as an error, in red.
        self._stream.write(text, str, ending="")
        self._stream.flush()


def rate_meter(clock: Callable[[], float] = time.monotonic) -> Callable[[int], float]:
    """Return a function from a growing number to its growth a second since the last call."""
    last_time, last_number = clock(), 0

    def rate(number: int) -> float:
        nonlocal last_time, last_number
        now = clock()
        growth = (number - last_number) / max(1e-9, now - last_time)
        last_time, last_number = now, number
        return growth

    return rate


def progress_line(counts: Counts, rate: float, trouble: str) -> str:
    """Return the run in one line."""
    line = f"{counts.pages.total():,} pages, {rate:.1f}/s, {counts.visitors:,} visitors"
    line += f", {counts.pages['order']:,} orders"
    if counts.failed or counts.missed:
        line += f", {counts.failed:,} failed, {counts.missed:,} not answered"
    if trouble:
        return f"{line}; the store can't be reached ({trouble}), trying again"
    return line if counts.median_ms is None else f"{line}, median {counts.median_ms} ms"


def summary_lines(counts: Counts, seconds: float) -> list[str]:
    """Return the whole run, one ``name  value`` a line."""
    total = counts.pages.total()
    rows = [
        ("pages", f"{total:,}"),
        *((f"  {name}", f"{counts.pages[page]:,}") for name, page in _PAGES.items()),
        ("visits", f"{counts.visits:,}"),
        ("visitors", f"{counts.visitors:,}"),
        ("failed", f"{counts.failed:,}"),
        ("not answered", f"{counts.missed:,}"),
        ("median ms", _or_dash(counts.median_ms)),
        ("p95 ms", _or_dash(counts.p95_ms)),
        ("seconds", f"{seconds:,.1f}"),
        ("pages/s", f"{total / seconds:,.2f}" if seconds else "–"),
    ]
    return [f"{name:<14}{value:>10}" for name, value in rows]


def _or_dash(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
