"""A server of one worker process, for measuring one door."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bench.processes import Process
from bench.store import free_port
from bench.waiting import until

_START_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server of one process."""

    process: Process
    port: int


@contextmanager
def gunicorn(application: str) -> Iterator[Server]:
    """Run a WSGI application as the store runs: gthread with eight threads."""
    port = free_port()
    options = ("--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--log-level", "warning")
    with _running(port, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *options) as server:
        yield server


@contextmanager
def uvicorn(application: str) -> Iterator[Server]:
    """Run an ASGI application as docker-compose.yml does, without a line for each request."""
    port = free_port()
    options = (
        *("--http", "tracking.collector.protocol:OneWrite", "--no-server-header"),
        *("--no-proxy-headers", "--no-access-log", "--log-level", "warning"),
    )
    with _running(port, "-m", "uvicorn", application, "--port", str(port), *options) as server:
        yield server


@contextmanager
def _running(port: int, *command: str) -> Iterator[Server]:
    with Process(*command) as process:
        until(
            lambda: not process.is_running() or _answers(port), seconds=_START_SECONDS, what="the server up"
        )
        yield Server(process, port)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/empty/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
