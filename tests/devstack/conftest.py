"""Runs `python -m devstack` the way a person does: as a command, on a state folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = (
    "DATABASE_URL",
    "KAFKA_BOOTSTRAP_SERVERS",
    "REDIS_URL",
    "DEVSTACK",
    "DEVSTACK_STATE",
    "DEVSTACK_BEGAN",
)
READY_SECONDS = 120


def environment(**extra: str) -> dict[str, str]:
    """Return this process's environment without the servers the test suite itself was given."""
    inherited = {key: value for key, value in os.environ.items() if key not in OURS}
    return inherited | {"PYTHONPATH": str(ROOT)} | extra


def devstack(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run one devstack command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "devstack", *arguments],
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
        check=False,
    )


class Background:
    """A devstack command that stays in the foreground of its own terminal until it is stopped."""

    def __init__(
        self, *arguments: str | Path, log: Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT
    ) -> None:
        self._log = log
        with log.open("wb") as output:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "devstack", *arguments],
                cwd=cwd,
                env=env or environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def said(self) -> str:
        """Return all the command has printed so far."""
        return self._log.read_text()

    def wait_for(self, text: str) -> None:
        """Wait until the command has printed `text`; fail when it ends or takes too long."""
        deadline = time.monotonic() + READY_SECONDS
        while text not in self.said:
            assert self._child.poll() is None, f"devstack ended with {self._child.returncode}:\n{self.said}"
            assert time.monotonic() < deadline, f"devstack did not print {text!r}:\n{self.said}"
            time.sleep(0.05)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self._child.send_signal(number)
        return self._child.wait(timeout=60)


class Stack:
    """A running `up`, which tests may crash and start again on the same folder."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self._log = folder / "output.log"
        self.start()

    def start(self) -> None:
        """Start it and wait until the servers answer."""
        self.command = Background("up", "--state", self.state, log=self._log)
        self.command.wait_for("devstack: up;")

    @property
    def addresses(self) -> dict[str, str]:
        """Return what the env file says."""
        lines = (self.state / "env").read_text().splitlines()
        return dict(line.split("=", maxsplit=1) for line in lines)


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """One stack for all tests of this folder, since starting it takes seconds. Tests leave it running."""
    # Not one of pytest's: it keeps those private, and PostgreSQL's own account must pass through when this is root.
    folder = Path(tempfile.mkdtemp(prefix="devstack-tests-"))
    folder.chmod(0o711)
    running = Stack(folder)
    try:
        yield running
    finally:
        running.command.end()
        shutil.rmtree(folder, ignore_errors=True)
