"""An HTTP server in a thread, and what can be made to go wrong with it."""

import gzip
import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

type Answer = tuple[int, Any]


class ToolServer:
    """Base of the tools: ``answer`` says what a request gets. While ``is_down`` every request gets 503.

    ``lose_answers`` is how many requests are to take effect without an answer, as when a network fails at the wrong
    moment.
    """

    def __init__(self) -> None:
        self.is_down = False
        self.lose_answers = 0
        self.requests: list[str] = []
        self.lock = threading.Lock()
        tool = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                with tool.lock:
                    tool.requests.append(f"{self.command} {self.path}")
                    status, content = (
                        (503, {"error": "down"})
                        if tool.is_down
                        else tool.answer(self.command, urlsplit(self.path).path, body, dict(self.headers))
                    )
                    if not tool.is_down and tool.lose_answers:
                        tool.lose_answers -= 1
                        self.close_connection = True
                        return
                sent = b"" if content is None else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

            def log_message(self, *args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        raise NotImplementedError

    def ids(self) -> list[str]:
        """Return the id of every line that is kept, one for each time that it is."""
        raise NotImplementedError


@contextmanager
def running(make: Callable[[], ToolServer]):
    server = make()
    thread = threading.Thread(target=server._server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server._server.shutdown()
        thread.join()
        server._server.server_close()
