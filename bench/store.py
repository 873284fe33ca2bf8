"""The real store as a child process: gunicorn as the demo runs it, asked over loopback HTTP."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import quote_plus

from django.core.management import call_command

from bench.errors import NotHere
from bench.processes import Process
from bench.waiting import until

_START_SECONDS: Final = 60.0
_PAGE_SECONDS: Final = 30.0
# A browser's: an agent that names a program is a bot, and bots get no promotions.
HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "en-GB,en;q=0.9",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: ``milliseconds`` from the connection's beginning to the last byte, ``cookie`` as to send back."""

    status: int
    milliseconds: float
    cookie: str


@dataclass(frozen=True, slots=True)
class Store:
    """Where the store listens."""

    port: int

    def get(self, path: str, *, cookie: str = "") -> Page:
        """Ask for a page like a browser that comes for the first time, or with ``cookie``.

        Raises:
            OSError, HTTPException: there was no answer.
        """
        headers = {**HEADERS, "Cookie": cookie} if cookie else HEADERS
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PAGE_SECONDS)
        started = time.perf_counter()
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            milliseconds = (time.perf_counter() - started) * 1000
            cookies = [text.partition(";")[0] for text in answer.headers.get_all("Set-Cookie", [])]
            return Page(answer.status, milliseconds, "; ".join(cookies) or cookie)
        finally:
            connection.close()

    def is_up(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except (OSError, HTTPException):
            return False


def search_path(words: str) -> str:
    return f"/search/?q={quote_plus(words)}"


@contextmanager
def running_store(*, workers: int, warm_up: int) -> Iterator[Store]:
    """Run the store until the block ends, after ``warm_up`` home and search pages.

    Raises:
        NotHere: its pages can't be served from this checkout.
        Failed: the process ended.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    port = free_port()
    command = (
        *("-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", "8", "--log-level", "warning"),
    )
    with Process(*command) as process:
        store = Store(port)
        until(lambda: not process.is_running() or store.is_up(), seconds=_START_SECONDS, what="the store up")
        # Each worker imports, compiles its templates and connects on its first pages.
        for path in ("/", search_path("humidifier")) * warm_up:
            if (status := store.get(path).status) != 200:
                raise NotHere(f"{path} answers {status}: is the front end built (`make test` builds it)?")
        yield store
        process.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
