"""What the three embedded servers share: start until healthy, stop, kill, and recover from a crash."""

import contextlib
import signal
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from devstack.errors import DevstackError
from devstack.processes import POLL_SECONDS, ProcessRecord
from devstack.state import State

LOG_LINES_SHOWN = 8


class Server(ABC):
    """One server as a child process; all it knows lies in the state folder, so any process can act on it."""

    name: ClassVar[str]
    variable: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    start_seconds: ClassVar[float] = 60
    stop_seconds: ClassVar[float] = 20

    def __init__(self, state: State) -> None:
        """Nothing is started yet."""
        self.state = state
        # Once set, a start in progress gives up.
        self.cancelled = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def address(self) -> str:
        """Return what clients connect to; known once the server has been started."""

    @abstractmethod
    def prepare(self) -> None:
        """Choose ports, make the data folder when there is none, write the configuration."""

    @abstractmethod
    def launch(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the process with its output appended to `log`."""

    @abstractmethod
    def healthy(self) -> bool:
        """Return whether the server answers a real request."""

    def complete(self) -> None:  # noqa: B027 - most servers have nothing to do
        """Do what needs the server running; called on every start once it is healthy."""

    def start(self) -> str:
        """Start the server unless it runs, and return its address once it answers.

        Left-overs of a crashed run are stopped first. Raise DevstackError when it does not come up in time.
        """
        with self.state.exclusive(self.name):
            self._stop_recorded(self.stop_signal)
            self.prepare()
            self._child = self.launch(self.state.log(self.name))
            record = ProcessRecord.of(self._child.pid)
            record.save(self.state.record(self.name))
            self._wait_until_healthy(record)
            self.complete()
            return self.address

    def stop(self) -> None:
        """Stop the server cleanly, whoever started it. Does nothing when it is not running."""
        with self.state.exclusive(self.name):
            self._stop_recorded(self.stop_signal)

    def kill(self) -> None:
        """End the server as a crash would, with SIGKILL."""
        with self.state.exclusive(self.name):
            self._stop_recorded(signal.SIGKILL)

    def running(self) -> bool:
        """Return whether the recorded process runs."""
        record = ProcessRecord.load(self.state.record(self.name))
        return record is not None and record.alive()

    def _stop_recorded(self, number: signal.Signals) -> None:
        path = self.state.record(self.name)
        record = ProcessRecord.load(path)
        if record is not None:
            record.stop(number, self.stop_seconds)
        path.unlink(missing_ok=True)
        if self._child is not None:
            # Reap it, so that no zombie stays behind; it may be a child that `control` has replaced since.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(timeout=1)

    def _wait_until_healthy(self, record: ProcessRecord) -> None:
        deadline = time.monotonic() + self.start_seconds
        while not self.healthy():
            if self._child is not None and self._child.poll() is not None:
                raise DevstackError(f"{self.name} ended while it was starting. {self._log_tail()}")
            if self.cancelled.is_set():
                record.stop(self.stop_signal, self.stop_seconds)
                raise DevstackError(f"Starting {self.name} was interrupted.")
            if time.monotonic() > deadline:
                record.stop(self.stop_signal, self.stop_seconds)
                raise DevstackError(
                    f"{self.name} did not answer in {self.start_seconds:.0f} s. {self._log_tail()}"
                )
            time.sleep(POLL_SECONDS)

    def _log_tail(self) -> str:
        path = self.state.log(self.name)
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        return "\n  ".join([f"The end of {path}:", *lines[-LOG_LINES_SHOWN:]])
