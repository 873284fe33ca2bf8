"""A page of the test's own with the tracker on it, and somebody who takes what it sends.

A real server on a real port, because that is where beacons, dropped replies and offline browsers differ from a mock;
the store and Kafka come in with ``test_tracker.py``.
"""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, cast

from tests.processes import ROOT

TRACKER = ROOT / "frontend" / "dist" / "scripts" / "tracker.js"
VIEW = "0199a000-0000-7000-8000-000000000001"

_HEAD = f"""<!doctype html><html lang="en"><title>A page</title>
<script type="module" src="/tracker.js" data-collector="{{collector}}" data-page-view-id="{VIEW}"></script>"""
_POLICY = "default-src 'self'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Answer:
    """``drop`` takes the events and hangs up without a word."""

    status: int = 200
    retry_after: str = ""
    refused: tuple[str, ...] = ()
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    size: int
    kind: str
    text: str
    sent_at: int
    events: list[dict[str, Any]]


class Booth:
    """``body`` is what the page shows; ``answers`` are used up one by one, afterwards everything is taken. ``gate``
    holds the answers back while it is clear."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.reset()
        self.gate = threading.Event()
        self.gate.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Visitor)
        self._server.daemon_threads = True
        self._server.booth = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for delivery in self.deliveries for event in delivery.events]

    def of(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event"] == name]

    def reset(self) -> None:
        """Begin anew, at another address: what pages of the test before still send counts for nothing."""
        self.collector = f"/activity/{next(self._numbers)}/"
        self.body = ""
        self.answers: list[Answer] = []
        self.deliveries: list[Delivery] = []


class _Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def booth(self) -> Booth:
        return cast(Booth, self.server.booth)  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        if self.path == "/tracker.js":
            return self._reply(200, TRACKER.read_bytes(), "text/javascript")
        if self.path == "/favicon.ico":
            return self._reply(204, b"", "image/x-icon")
        tracked = _HEAD.format(collector=self.booth.collector) + self.booth.body
        page = tracked if self.path != "/elsewhere/" else "<!doctype html>Elsewhere"
        return self._reply(200, page.encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path != self.booth.collector:
            return self._reply(410, b"", "text/plain")
        batch = json.loads(text)
        self.booth.gate.wait(10)
        answer = self.booth.answers.pop(0) if self.booth.answers else Answer()
        self.booth.deliveries.append(
            Delivery(
                len(text.encode()), self.headers["Content-Type"], text, batch["sent_at"], batch["events"]
            )
        )
        if answer.drop:
            self.close_connection = True
            return None
        refused = [{"index": index, "reason": reason} for index, reason in enumerate(answer.refused)]
        content = json.dumps({"accepted": len(batch["events"]) - len(refused), "refused": refused}).encode()
        return self._reply(answer.status, content, "application/json", answer.retry_after)

    def _reply(self, status: int, content: bytes, kind: str, retry_after: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        # On a connection used before, the browser itself would send again what got no reply.
        self.send_header("Connection", "close")
        self.send_header("Cache-Control", "private, max-age=60" if self.path == "/" else "no-cache")
        self.send_header("Content-Security-Policy", _POLICY)
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing: the test looks at what was delivered."""
