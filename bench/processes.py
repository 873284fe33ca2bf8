"""The measured processes: children on the scratch database, their output kept for when something breaks."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.db import connection

from bench.environment import ROOT
from bench.errors import Failed
from bench.scratch import database_url

_STOP_SECONDS: Final = 30.0
_SHOWN: Final = 3000


class Process:
    """A Python command as a child process, stopped at the end of the ``with`` block."""

    def __init__(self, *command: str) -> None:
        self.command = command
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115  (as long as the process)
        self._child = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **_names()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def ask(self, question: str) -> str:
        """Write a line to the process and return the line it answers.

        Raises:
            Failed: the process ended instead.
        """
        self.require_running()
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(f"{question}\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer:
            self._child.wait(_STOP_SECONDS)
            self.require_running()
        return answer

    def last_line(self, seconds: float) -> str:
        """Wait until the process ends by itself, and return the last line it wrote.

        Raises:
            Failed: it reported an error, didn't end, or wrote nothing.
        """
        self.wait(seconds)
        assert self._child.stdout is not None
        lines = self._child.stdout.read().splitlines()
        if not lines:
            raise Failed(f"{self} wrote nothing\n{self._output()}")
        return lines[-1]

    def wait(self, seconds: float) -> None:
        """Wait until the process ends by itself.

        Raises:
            Failed: it reported an error, or didn't end.
        """
        try:
            code = self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"{self} did not end in {seconds:g} s\n{self._output()}") from None
        if code != 0:
            raise Failed(f"{self} ended with {code}\n{self._output()}")

    def cpu_seconds(self) -> float:
        """Return the processor time that this process and its living children have used, all their threads together."""
        pid = self._child.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sum(_cpu_seconds(one) for one in (str(pid), *children))

    def memory_mib(self) -> float:
        """Return the memory that the process has in use now (resident), 0 when it has just ended."""
        try:
            # proc_pid_statm(5): the second field, in pages.
            pages = int(Path(f"/proc/{self._child.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def is_running(self) -> bool:
        return self._child.poll() is None

    def stop(self) -> None:
        """Send SIGTERM and wait.

        Raises:
            Failed: it ended with an error, earlier or now.
        """
        self.require_running()
        self._child.send_signal(signal.SIGTERM)
        self.wait(_STOP_SECONDS)

    def kill(self) -> None:
        """Send SIGKILL and wait.

        Raises:
            Failed: it had ended before.
        """
        self.require_running()
        self._child.kill()
        self._child.wait()

    def require_running(self) -> None:
        """Raise ``Failed``, with what the process said, when it has ended."""
        if not self.is_running():
            raise Failed(f"{self} ended early with {self._child.returncode}\n{self._output()}")

    def _output(self) -> str:
        self._log.seek(0)
        return self._log.read()[-_SHOWN:]

    def __str__(self) -> str:
        return " ".join(self.command)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_running():
            self._child.terminate()
            try:
                self._child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        for stream in (self._child.stdin, self._child.stdout, self._log):
            if stream is not None:
                stream.close()


def _cpu_seconds(pid: str) -> float:
    # proc_pid_stat(5): fields 14 and 15, counted after the name, which may hold spaces.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _names() -> dict[str, str]:
    return {
        "DATABASE_URL": database_url(connection),
        "KAFKA_TOPIC_PREFIX": settings.KAFKA_TOPIC_PREFIX,
        # What a killed process leaves is none of the next case's business.
        "SPOOL_DIR": str(settings.SPOOL_DIR / f"of-{settings.KAFKA_TOPIC_PREFIX}"),
    }


def manage(*arguments: str) -> Process:
    """Start ``manage.py`` with ``arguments``."""
    return Process("manage.py", *arguments)


def child(name: str, *arguments: str | Sequence[str]) -> Process:
    """Start ``bench.children.<name>``."""
    return Process("-m", f"bench.children.{name}", *map(str, arguments))
