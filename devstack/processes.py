"""Processes that outlive the one that started them: recorded on disk, recognised again, stopped by signal.

A pid alone proves nothing after a crash, since the system hands out the same numbers again. A record also holds
when the process started, and on Linux since which boot, which together no other process ever shares. The command
line would not do: a process may replace itself or rewrite its title.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

POLL_SECONDS = 0.03
PROC = Path("/proc")


@dataclass(frozen=True)
class ProcessRecord:
    """One process as the system knew it right after it was started."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Self:
        """Return the record of a process that runs now."""
        return cls(pid=pid, started=_start_time(pid))

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Return the record stored at `path`, or None when there is none or it was cut short by a crash."""
        try:
            return cls(**json.loads(path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def save(self, path: Path) -> None:
        """Store the record so that a reader sees all of it or none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(self)))
        partial.replace(path)

    def alive(self) -> bool:
        """Return whether this very process, not a later one with its pid, still runs."""
        return self.started != "" and _start_time(self.pid) == self.started

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process if it still is the recorded one."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wait(self, seconds: float) -> bool:
        """Wait for the process to end; return whether it did within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def stop(self, number: signal.Signals, seconds: float) -> None:
        """Ask the process to end with a signal, and kill it when it has not within `seconds`."""
        self.send(number)
        if not self.wait(seconds):
            self.send(signal.SIGKILL)
            self.wait(seconds)


def _start_time(pid: int) -> str:
    """Return when a process started, in a form only good for comparing; empty when there is none.

    A zombie counts as none: it has ended, although its parent has not asked how.
    """
    if not PROC.exists():
        return _start_time_by_ps(pid)
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    fields = stat.rpartition(")")[2].split()
    boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    return "" if fields[0] in "ZX" else f"{boot} {fields[19]}"


def _start_time_by_ps(pid: int) -> str:
    command = ["ps", "-o", "stat=", "-o", "lstart=", "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    status, _, started = done.stdout.strip().partition(" ")
    return "" if status.startswith("Z") else started.strip()
