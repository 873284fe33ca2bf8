"""The project's real processes, started against the database and topics of the running test."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parent.parent


def test_environment(**extra: str) -> dict[str, str]:
    """Return the environment in which a process sees the test's own database and topics."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(str(connection.settings_dict["NAME"])),
        "KAFKA_TOPIC_PREFIX": settings.KAFKA_TOPIC_PREFIX,
        "TRACKING_USER_ID": settings.TRACKING_USER_ID,
        "SPOOL_DIR": str(children_spool()),
        **extra,
    }


def children_spool() -> Path:
    """Return the spool that the processes of the running test share: what one test leaves waiting is none of the next
    one's business."""
    return Path(os.environ["SPOOL_DIR"]) / f"of-{settings.KAFKA_TOPIC_PREFIX}"


test_environment.__test__ = False  # type: ignore[attr-defined]


def database_url(name: str) -> str:
    """Return the address of the database ``name`` on the tests' server."""
    database = connection.settings_dict
    password = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    place = f"{quote(database['USER'])}{password}@{database['HOST']}:{database['PORT']}"
    return f"postgresql://{place}/{name}"


class Process:
    """A child process whose output is shown when the test fails. Ends with the ``with`` block."""

    def __init__(self, command: Sequence[str], **extra: str) -> None:
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115  (closed by __exit__)
        self._command = list(command)
        self._child = subprocess.Popen(
            [sys.executable, *self._command],
            cwd=ROOT,
            env=test_environment(**extra),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    def is_running(self) -> bool:
        return self._child.poll() is None

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()

    def stop(self, seconds: float = 15.0) -> int:
        """Send SIGTERM and return the exit code."""
        if self.is_running():
            self._child.send_signal(signal.SIGTERM)
        return self._child.wait(seconds)

    def wait(self, seconds: float = 60.0) -> int:
        return self._child.wait(seconds)

    def output(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.is_running():
                self.stop()
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            if kind is not None:
                print(f"--- {' '.join(self._command)}\n{self.output()}")
            self._log.close()


def manage(*arguments: str, **extra: str) -> Process:
    """Start ``manage.py`` with ``arguments``."""
    return Process(["manage.py", *arguments], **extra)
