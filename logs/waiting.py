"""Lines that wait to be shipped: bounded, and what matters least is left out first when they become many."""

import threading
from collections import Counter
from queue import Empty, SimpleQueue
from typing import Final

from logs.capture import Line
from logs.events import severity_of

MAX_LINES: Final = 20_000
MAX_CHARACTERS: Final = 16 << 20
# What a line takes beside its text, roughly.
_OVERHEAD: Final = 1_000
# How full it may be for lines below these levels still to be taken: DEBUG is dropped first, then INFO, then warnings.
_SHARES: Final = ((20, 0.5), (30, 0.75), (40, 0.9))


class WaitingLines:
    """A queue from the threads that log to the one that ships. ``put`` never waits; it may be called while it runs
    already in the same thread (a signal's handler logs), which neither a ``Queue`` nor a plain lock would bear."""

    def __init__(self, *, lines: int = MAX_LINES, characters: int = MAX_CHARACTERS) -> None:
        self._most_lines, self._most_characters = lines, characters
        self._queue: SimpleQueue[Line | None] = SimpleQueue()
        self._lock = threading.RLock()
        self._lines = self._characters = 0
        self._dropped: Counter[str] = Counter()

    def put(self, line: Line) -> None:
        size = line.size + _OVERHEAD
        with self._lock:
            if not self._has_room(line.level, size):
                self._dropped[severity_of(line.level)[1]] += 1
                return
            self._lines += 1
            self._characters += size
        self._queue.put(line)

    def take(self, seconds: float) -> Line | None:
        """Return the next line; None when there is none for so long, or ``wake`` was called."""
        try:
            line = self._queue.get(timeout=seconds) if seconds else self._queue.get_nowait()
        except Empty:
            return None
        if line is not None:
            with self._lock:
                self._lines -= 1
                self._characters -= line.size + _OVERHEAD
        return line

    def wake(self) -> None:
        self._queue.put(None)

    def dropped(self) -> Counter[str]:
        """Return how many lines were dropped since the last call, by the name of their severity."""
        if not self._dropped:
            return self._dropped
        with self._lock:
            dropped, self._dropped = self._dropped, Counter()
        return dropped

    def __len__(self) -> int:
        return self._lines

    def _has_room(self, level: int, size: int) -> bool:
        share = next((share for below, share in _SHARES if level < below), 1.0)
        return (
            self._lines < share * self._most_lines
            and self._characters + size <= share * self._most_characters
        )
