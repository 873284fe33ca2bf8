"""uvicorn's HTTP/1.1 with one write for each answer: ``uvicorn --http tracking.collector.protocol:OneWrite``.

uvicorn writes an answer's head and its body apart, and each write is a call of the kernel, a packet, and one more time
that the client wakes up. For answers as short as the collector's that is a tenth of a request.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GatheringTransport:
    """A connection's transport that writes all of one turn of the event loop together, at its end."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._call_soon = loop.call_soon
        self._kept: list[bytes] = []
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._kept:
            self._call_soon(self._flush)
        self._kept.append(data)

    def close(self) -> None:
        """Write what is kept, and close once that is sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._kept and not self.is_closing():
            self._transport.write(b"".join(self._kept))
        self._kept.clear()


class OneWrite(HttpToolsProtocol):
    """A connection to the collector."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(GatheringTransport(transport, self.loop))  # type: ignore[arg-type]
