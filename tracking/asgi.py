"""The collector's door for volume: an ASGI application of its own, without Django's request handling.

``uvicorn tracking.asgi:collector --no-proxy-headers`` serves it. It needs the store's settings and Kafka, no database.
Beside ``POST /activity/`` it answers ``/healthz`` and, to who has the token, ``/metrics``.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import lru_cache
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tracking.collector.desk import PATH, Desk  # noqa: E402  (needs the settings)
from tracking.collector.policy import MAX_BODY  # noqa: E402
from tracking.collector.replies import Reply  # noqa: E402
from tracking.collector.requests import HEADERS, Head  # noqa: E402
from tracking.exposition import CONTENT_TYPE, exposition  # noqa: E402

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_NAMES: Final = {name.encode(): name for name in HEADERS}
_JSON: Final = (b"content-type", b"application/json")


class _TooLong(Exception):
    """The body is longer than it may be."""


class _Gone(Exception):
    """The client went away."""


class Collector:
    """The application. One a process: its desk holds the allowances."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if scope["path"] == PATH:
                await self._activity(scope, receive, send)
            else:
                await _aside(scope, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        else:
            raise ValueError(f"there is nothing here for {scope['type']}")

    async def _activity(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = _head(scope)
        reply = self.desk.refusal(head)
        if reply is None:
            try:
                reply = await self._answered(head, receive)
            except _Gone:
                return
        await _send_reply(send, reply)

    async def _answered(self, head: Head, receive: Receive) -> Reply:
        # Most bodies come with their head, and need no clock.
        arriving = asyncio.Task(_body(receive), loop=asyncio.get_running_loop(), eager_start=True)
        try:
            if arriving.done():
                body = arriving.result()
            else:
                body = await asyncio.wait_for(arriving, self.desk.policy.body_seconds)
        except TimeoutError:
            return self.desk.too_slow(head)
        except _TooLong:
            return self.desk.too_large(head)
        return self.desk.reply(head, body)


def _head(scope: Scope) -> Head:
    headers: dict[str, str] = {}
    for raw, value in scope["headers"]:
        if (name := _NAMES.get(raw)) is not None:
            said = value.decode("latin-1")
            # Sent twice, a header is one list (RFC 9110, section 5.3); cookies have a separator of their own.
            separator = "; " if name == "cookie" else ","
            headers[name] = f"{headers[name]}{separator}{said}" if name in headers else said
    client = scope.get("client")
    return Head(method=scope["method"], headers=headers, remote=client[0] if client else "")


async def _body(receive: Receive) -> bytes:
    """Return the whole body.

    Raises:
        _TooLong: it goes on past the limit; the rest is not read.
        _Gone: the client left first.
    """
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise _TooLong
        if not message.get("more_body", False):
            return body


async def _aside(scope: Scope, send: Send) -> None:
    """Answer those who look after the process."""
    content, content_type = None, b"text/plain"
    if scope["path"] == "/healthz":
        content = b"ok\n"
    elif scope["path"] == "/metrics":
        said = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        content, content_type = exposition(said), CONTENT_TYPE.encode()
    await _send(send, 404 if content is None else 200, [(b"content-type", content_type)], content or b"")


async def _send_reply(send: Send, reply: Reply) -> None:
    await _send(send, reply.status, _encoded(reply.headers), reply.body)


@lru_cache(maxsize=64)
def _encoded(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[bytes, bytes], ...]:
    return (_JSON, *((name.encode(), value.encode("latin-1")) for name, value in headers))


async def _send(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


collector: Final = Collector(Desk())
