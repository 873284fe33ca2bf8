"""A webhook: one POST of JSON to an address that was looked at, within limits of time and size, following nothing."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from logs.delivery.guard import resolve
from logs.errors import NotDelivered, Refused

SECONDS: Final = 10.0
"""For everything after the name is known: connecting, sending, and the answer's head."""
_MOST_BYTES: Final = 64 * 1024


class _PinnedConnection(HTTPConnection):
    """Speaks to ``address`` and calls it ``host``; with TLS, the certificate must be the host's."""

    def __init__(
        self, host: str, port: int, *, address: str, timeout: float, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._tls = tls

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host) if self._tls else plain


def post(
    url: str, content: Mapping[str, Any], *, key: str, allowed: Sequence[str], seconds: float = SECONDS
) -> None:
    """Send ``content``; ``key`` stands in the header ``Idempotency-Key``, the same at every attempt.

    Raises:
        NotDelivered: there was no answer in time, or one that isn't 2xx.
        Refused: the address isn't public and not among the ``allowed`` networks, the answer leads elsewhere, or the
            message is too long.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    body = json.dumps(content, ensure_ascii=False).encode()
    if len(body) > _MOST_BYTES:
        raise Refused(f"the message has {len(body)} bytes, at most {_MOST_BYTES} are sent")
    address = resolve(host, port, allowed=allowed)
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    connection = _PinnedConnection(host, port, address=address, timeout=seconds, tls=tls)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, "User-Agent": "larkspur-alerts"}
    try:
        with _ended_after(connection, seconds):
            connection.request("POST", target, body, headers)
            status = connection.getresponse().status
    except (OSError, HTTPException, ValueError) as error:
        raise NotDelivered(f"{host}: {error or type(error).__name__}") from error
    if 300 <= status < 400:
        raise Refused(f"{host} answered {status}: redirections are not followed")
    if not 200 <= status < 300:
        raise NotDelivered(f"{host} answered {status}")


@contextmanager
def _ended_after(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Cut the connection off when time is up: a socket's own time-out begins anew with every byte."""
    timer = threading.Timer(seconds, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    plain = connection.sock
    if plain is not None:
        try:
            plain.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
