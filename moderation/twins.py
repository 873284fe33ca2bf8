"""Stand-in."""

import hashlib


def signature(text: str) -> bytes:
    return hashlib.sha256(text.lower().encode()).digest()


def bands(signature: bytes) -> list[int]:
    return [int.from_bytes(signature[:8], "big", signed=True)]


def similarity(one: bytes, other: bytes) -> float:
    return float(one == other)
