"""An address of Kafka that first plays a single broker, then one on its way out, then leads to the real one.

Boundary: the race in which a client reads "there are no brokers" after its connection broke can't be had from a real
broker on demand. So this one speaks just as much of the protocol: ApiVersions v0 and Metadata v1.
"""

import socket
import struct
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

_API_VERSIONS, _METADATA, _FIND_COORDINATOR, _INIT_PRODUCER_ID = 18, 3, 10, 22
# (key, lowest, highest version); clients that send or read won't begin without the others: Produce, Fetch,
# FindCoordinator, ConsumerGroupHeartbeat.
_APIS = (
    (_INIT_PRODUCER_ID, 0, 1),
    (_METADATA, 0, 1),
    (_API_VERSIONS, 0, 0),
    (0, 3, 7),
    (1, 4, 11),
    (_FIND_COORDINATOR, 0, 2),
    (68, 0, 1),
)
_UNSUPPORTED_VERSION, _LEADER_NOT_AVAILABLE = 35, 5
_HOST = b"127.0.0.1"


class LonelyBroker:
    """Names itself, and ``topics`` without leaders. ``leave`` hangs up; afterwards it names no broker at all to who
    asks a second time, and hangs up again. After ``lead_to`` it only passes on what comes. ``is_old`` is of a Kafka
    without idempotent producers. Ended by ``close``."""

    def __init__(self, topics: Sequence[str], *, is_old: bool = False) -> None:
        self._apis = [api for api in _APIS if not (is_old and api[0] == _INIT_PRODUCER_ID)]
        self._topics = [topic.encode() for topic in topics]
        self._leaving = False
        self.questions = 0
        """How many requests were answered."""
        self._real: tuple[str, int] | None = None
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server((_HOST.decode(), 0))
        self.port: int = self._listener.getsockname()[1]
        self.config: dict[str, Any] = {"bootstrap.servers": f"127.0.0.1:{self.port}"}
        threading.Thread(target=self._accept, daemon=True).start()

    def leave(self) -> None:
        self._leaving = True
        for connection in list(self._open):
            _shut(connection)

    def lead_to(self, address: str) -> None:
        """Pass new connections on to ``host:port``."""
        host, port = address.rsplit(":", 1)
        self._real = host, int(port)

    def close(self) -> None:
        # Closing alone would leave a thread that waits in accept() where it is, and the port open.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                work = self._pass_on if self._real else self._answer
                threading.Thread(target=work, args=(connection,), daemon=True).start()

    def _pass_on(self, connection: socket.socket) -> None:
        assert self._real
        # Clients of a test that is over go on asking, and the real broker may be stopped by then.
        with suppress(OSError), connection, socket.create_connection(self._real) as real:
            back = threading.Thread(target=_pump, args=(connection, real), daemon=True)
            back.start()
            _pump(real, connection)
            back.join()

    def _answer(self, connection: socket.socket) -> None:
        self._open.add(connection)
        try:
            self._converse(connection)
        finally:
            self._open.discard(connection)

    def _converse(self, connection: socket.socket) -> None:
        questions, says_goodbye = 0, False
        with connection, connection.makefile("rb") as stream, suppress(OSError):
            while len(size := stream.read(4)) == 4:
                body = stream.read(struct.unpack(">i", size)[0])
                api, version, correlation, name_length = struct.unpack(">hhih", body[:10])
                if api == _API_VERSIONS:
                    answer = _api_versions(version, self._apis)
                elif api != _METADATA:
                    # A client that waits for this answer asks nothing, and would pass for one that is lost.
                    if self._leaving and api == _FIND_COORDINATOR:
                        return
                    continue
                else:
                    says_goodbye = self._leaving and questions > 0
                    answer = self._metadata(body[10 + name_length :], names_itself=not says_goodbye)
                    questions += 1
                connection.sendall(struct.pack(">ii", 4 + len(answer), correlation) + answer)
                self.questions += 1
                if says_goodbye:
                    return

    def _metadata(self, question: bytes, *, names_itself: bool) -> bytes:
        brokers = struct.pack(">i", 0)
        if names_itself:
            brokers = struct.pack(">iih", 1, 1, len(_HOST)) + _HOST + struct.pack(">ih", self.port, -1)
        names = self._topics if (asked := _strings(question)) is None else asked
        topics = b"".join(
            struct.pack(">hh", 0, len(name)) + name + struct.pack(">bi", 0, 1) + _PARTITION for name in names
        )
        return brokers + struct.pack(">ii", -1, len(names)) + topics


_PARTITION = struct.pack(">hiiii", _LEADER_NOT_AVAILABLE, 0, -1, 0, 0)


def _api_versions(version: int, apis: Sequence[tuple[int, int, int]]) -> bytes:
    listed = b"".join(struct.pack(">hhh", *api) for api in apis)
    return struct.pack(">hi", _UNSUPPORTED_VERSION if version else 0, len(apis)) + listed


def _strings(content: bytes) -> list[bytes] | None:
    """Read an array of strings; None, an array that is null, asks for all topics."""
    found, place = [], 4
    count = struct.unpack(">i", content[:4])[0]
    if count < 0:
        return None
    for _ in range(count):
        length = struct.unpack(">h", content[place : place + 2])[0]
        found.append(content[place + 2 : place + 2 + length])
        place += 2 + length
    return found


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65_536):
            sink.sendall(content)
    for end in (source, sink):
        _shut(end)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
