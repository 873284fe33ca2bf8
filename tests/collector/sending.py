"""Sending to ``/activity/`` as a browser does, and worse."""

import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any

import msgspec
from django.core import signing

from tracking import visitors
from tracking.visitors import Visitor

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def cookie_of(visitor: Visitor) -> str:
    """Return the visitor cookie as the store would write it."""
    return signing.dumps(msgspec.to_builtins(visitor), salt=visitors.SALT)


def someone(**fields: Any) -> Visitor:
    """Return a visitor that no other test uses."""
    return msgspec.structs.replace(visitors.new_visitor(now=visitors.now_ms()), **fields)


def clicked(**fields: Any) -> dict[str, Any]:
    """Return a valid event of a browser."""
    return {"event": "element_clicked", "date": 1_764_000_000_000, "element": "nav a", **fields}


def batch(*events: Any, **fields: Any) -> bytes:
    return json.dumps({"sent_at": 1_764_000_000_500, "events": list(events), **fields}).encode()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def codes(self) -> dict[int, str]:
        """The codes of what was refused, by index."""
        return {entry["index"]: entry["reason"].partition(":")[0] for entry in self.said["refused"]}


@dataclass(frozen=True)
class Door:
    """A running server's port."""

    name: str
    port: int
    site: str

    def post(
        self,
        body: Any,
        *,
        visitor: Visitor | None = None,
        method: str = "POST",
        cookies: str = "",
        **headers: str,
    ) -> Answer:
        """Send ``body`` (a batch's bytes, or an iterable of chunks); underscores in names of headers are hyphens."""
        given = {"user-agent": FIREFOX, "content-type": "text/plain;charset=UTF-8"}
        if visitor:
            cookies = f"visitor={cookie_of(visitor)}; {cookies}"
        if cookies:
            given["cookie"] = cookies
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, "/activity/", body=body, headers=given)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def raw(self, content: bytes, *, close: bool = False) -> bytes:
        """Send ``content`` as it is and return the beginning of what comes back; ``close``: after no more to come."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(content)
            if close:
                connection.shutdown(socket.SHUT_WR)
            return connection.recv(65536)
