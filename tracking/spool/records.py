"""A spooled message on disk: framed and with a checksum, so that a torn or flipped one is noticed and its neighbours
stay usable."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from tracking.trace import headers_of

# 0xF5 is in no UTF-8 text, so the mark is in no JSON; where a key happens to hold it, the checksum tells.
_MARK: Final = b"\xf5SP1"
_FRAME: Final = struct.Struct("<4sII")
"""Mark, CRC-32 of the body, length of the body in bytes."""


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A message that waits. ``topic`` is the declared name, ``timestamp`` when it was produced, ms since 1970,
    ``traceparent`` the trace it belongs to, if any."""

    topic: str
    key: bytes
    content: bytes
    timestamp: int
    traceparent: str = ""

    @property
    def headers(self) -> list[tuple[str, str | bytes | None]]:
        """Kafka's headers of it."""
        return headers_of(self.traceparent)


class Frame(NamedTuple):
    """A stretch of a file: ``raw`` as it lies there, and the record in it, or None where it is damaged."""

    raw: bytes
    record: Record | None


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Record)


def encode(record: Record) -> bytes:
    """Return the record as it is appended to a file."""
    body = _encoder.encode(record)
    return _FRAME.pack(_MARK, zlib.crc32(body), len(body)) + body


def scan(data: bytes) -> Iterator[Frame]:
    """Give every record in ``data``, in order, and every damaged stretch between them. Joined they are ``data``."""
    at = 0
    while at < len(data):
        end, record = _record_at(data, at)
        if record is None:
            following = data.find(_MARK, at + 1)
            end = following if following >= 0 else len(data)
        yield Frame(data[at:end], record)
        at = end


def _record_at(data: bytes, at: int) -> tuple[int, Record | None]:
    body_at = at + _FRAME.size
    if body_at > len(data):
        return at, None
    mark, checksum, length = _FRAME.unpack_from(data, at)
    body = data[body_at : body_at + length]
    if mark != _MARK or len(body) != length or zlib.crc32(body) != checksum:
        return at, None
    try:
        return body_at + length, _decoder.decode(body)
    except msgspec.MsgspecError:  # written by another version
        return at, None
