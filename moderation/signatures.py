"""Signatures of texts as the table keeps them: 256 bytes each."""

from struct import Struct
from typing import Final

from moderation.twins import BINS, Signature

_numbers: Final = Struct(f">{BINS}I")


def packed(signature: Signature) -> bytes:
    return _numbers.pack(*signature)


def unpacked(content: bytes) -> Signature:
    return _numbers.unpack(content)
