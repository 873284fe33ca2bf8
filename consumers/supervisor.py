"""All consumers, one process each: started, restarted when they end, stopped together."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

log = structlog.get_logger(__name__)

_POLL_SECONDS: Final = 0.2
_STOP_SECONDS: Final = 15.0
_LONGEST_PAUSE: Final = 30.0
# A process that ran this long was healthy: its next end starts over with short pauses.
_HEALTHY_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    next_start: float = field(default=0.0)


class Supervisor:
    """Keeps one ``run_consumer`` process per name. ``run`` blocks until ``stop``."""

    def __init__(self, names: Sequence[str], *, arguments: Sequence[str] = ()) -> None:
        base = [sys.executable, sys.argv[0], "run_consumer"]
        self._children = [_Child(name, [*base, name, *arguments]) for name in names]
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                for child in self._children:
                    self._tend(child)
                self._stopping.wait(_POLL_SECONDS)
        finally:
            self._stop_all()

    def _tend(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.next_start:
                child.process = subprocess.Popen(child.command)  # noqa: S603  (our own command line)
                child.started_at = now
            return
        code = child.process.poll()
        if code is None:
            return
        child.restarts = 0 if now - child.started_at > _HEALTHY_SECONDS else child.restarts + 1
        pause = min(_LONGEST_PAUSE, 0.5 * 2.0**child.restarts)
        log.warning("consumer_ended", consumer=child.name, code=code, restart_in_seconds=pause)
        child.process, child.next_start = None, now + pause

    def _stop_all(self) -> None:
        running = [
            child.process for child in self._children if child.process and child.process.poll() is None
        ]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("consumer_killed", pid=process.pid, reason="did not stop in time")
                process.kill()
                process.wait()
