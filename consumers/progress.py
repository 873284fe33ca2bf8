"""How far a long piece of work has come: a bar on a terminal, else a line now and then."""

import threading
import time
from collections.abc import Callable
from typing import Final

from django.core.management.base import OutputWrapper
from django.db import Error as DatabaseError
from django.db import connection

_TERMINAL_SECONDS: Final = 0.5
_LOG_SECONDS: Final = 10.0
_BAR: Final = 24


class Progress:
    """Tells how much of ``total`` records is ``done``, from a thread of its own, until the ``with`` block ends.

    ``done`` may ask the database; while that is away, nothing is told.
    """

    def __init__(
        self, *, total: int, done: Callable[[], int], stream: OutputWrapper, every: float | None = None
    ) -> None:
        self._total = total
        self._done = done
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._every = every or (_TERMINAL_SECONDS if self._is_terminal else _LOG_SECONDS)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True, name="progress")

    def __enter__(self) -> None:
        self._began = time.monotonic()
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(5.0)
        if self._is_terminal:
            self._write("\r\033[K")

    def _tell(self) -> None:
        try:
            while not self._ended.wait(self._every):
                try:
                    done = self._done()
                except DatabaseError:
                    connection.close()
                    continue
                line = progress_line(done, self._total, time.monotonic() - self._began)
                self._write(f"\r\033[K{_bar(done, self._total)} {line}" if self._is_terminal else f"{line}\n")
        finally:
            connection.close()

    def _write(self, text: str) -> None:
        # Django would print it as an error, in red.
        self._stream.write(text, str, ending="")
        self._stream.flush()


def progress_line(done: int, total: int, seconds: float) -> str:
    """Return the work in one line: how much, how fast on average, how long still."""
    rate = done / seconds if seconds > 0 else 0.0
    line = f"{done:,} of {total:,} records ({done * 100 // max(1, total)} %), {rate:,.0f}/s"
    if not rate:
        return line
    left = round((total - done) / rate)
    return f"{line}, {left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"


def _bar(done: int, total: int) -> str:
    full = _BAR * done // max(1, total)
    return f"[{'#' * full}{'.' * (_BAR - full)}]"
