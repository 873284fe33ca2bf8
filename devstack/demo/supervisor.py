"""Keeps one process running: starts it again when it dies, later each time, and stops it when asked."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from devstack.demo.output import Output
from devstack.demo.plan import Process
from devstack.processes import ProcessRecord

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 30.0
# A process that ran this long was well; its next death starts with the short delay again.
HEALTHY_SECONDS = 60.0
STOP_SECONDS = 15.0


class Supervisor:
    """One process of the demo. `record` is where its pid is noted, for the next start after a crash."""

    def __init__(
        self, process: Process, environment: Mapping[str, str], output: Output, record: Path
    ) -> None:
        """Nothing is started yet."""
        self._process = process
        self._environment = environment
        self._output = output
        self._record = record
        self._stopping = threading.Event()
        # Between "not stopping yet" and "the child is known", a stop would miss the child.
        self._spawning = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running, name=process.name, daemon=True)

    def start(self) -> None:
        """Start the process and the thread that watches it."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Send SIGTERM, and do not start the process again."""
        with self._spawning:
            self._stopping.set()
            if self._child is not None:
                self._child.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Wait until the process has ended; kill it and its children at `deadline` (monotonic seconds)."""
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(max(0.0, deadline - time.monotonic()))
            # The whole session, so that no worker of a killed parent stays behind.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self._record.unlink(missing_ok=True)

    def _keep_running(self) -> None:
        delay = FIRST_DELAY_SECONDS
        while (child := self._spawn()) is not None:
            started = time.monotonic()
            code = child.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - started > HEALTHY_SECONDS:
                delay = FIRST_DELAY_SECONDS
            self._output.line(
                self._process.name, f"ended with exit code {code}; starting it again in {delay:.0f} s"
            )
            if self._stopping.wait(delay):
                return
            delay = min(2 * delay, LONGEST_DELAY_SECONDS)

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        with self._spawning:
            if self._stopping.is_set():
                return None
            self._child = spawn(self._process.name, self._process.command, self._environment, self._output)
            ProcessRecord.of(self._child.pid).save(self._record)
            return self._child


def spawn(
    name: str, command: tuple[str, ...], environment: Mapping[str, str], output: Output
) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, its output shown line by line.

    Of its own, so that a Ctrl-C at the terminal reaches only us, and we stop everything in order.
    """
    child = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    if child.stdout is not None:
        output.follow(name, child.stdout)
    return child
