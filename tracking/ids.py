"""Identifiers of messages and visitors."""

import secrets
import time
import uuid


def uuid7() -> str:
    """Return a new version 7 UUID (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits.

    Sorting by it sorts by time, which keeps index pages of recent events together.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


_CONTENT_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:larkspur:message")


def content_id(topic: str, content: bytes) -> str:
    """Return the id of a message that carries none: the same content on the same topic gives the same id, so
    that a re-sent message is recognised."""
    return str(uuid.uuid5(_CONTENT_NAMESPACE, f"{topic}\n{content.decode(errors='replace')}"))
