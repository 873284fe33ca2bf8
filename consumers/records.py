"""Kafka's messages as the engine handles them: typed, and free of the client library."""

from functools import lru_cache
from typing import Final, NamedTuple, cast

import msgspec
from confluent_kafka import Message

from tracking import trace
from tracking.trace import Trace


class Partition(NamedTuple):
    topic: str
    """The broker's name of it."""
    number: int


_partition: Final = lru_cache(maxsize=4096)(Partition)


class Record(msgspec.Struct, frozen=True, gc=False):
    """A message and where it stands. ``timestamp`` is in ms since 1970; a replay repeats it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes
    headers: list[tuple[str, bytes]]

    @property
    def place(self) -> Partition:
        return _partition(self.topic, self.partition)

    @property
    def trace(self) -> Trace | None:
        """The trace of whatever produced it."""
        return trace.of_headers(self.headers) if self.headers else None


def record_of(message: Message) -> Record:
    """Return the record in ``message``, which is one without an error: all its parts are there."""
    return Record(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        timestamp=message.timestamp()[1],
        key=_bytes(message.key()),
        value=_bytes(message.value()) or b"",
        headers=[(name, _bytes(value) or b"") for name, value in _headers(message)],
    )


def _headers(message: Message) -> list[tuple[str, bytes | str | None]]:
    # The client's stubs allow forms that only a producer may use.
    return cast("list[tuple[str, bytes | str | None]]", message.headers() or [])


def _bytes(value: bytes | str | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value
