"""Nearly the same text, found without comparing each with each: MinHash by one permutation, and LSH bands.

Each piece of a text (five letters running) is hashed once; its hash says which of 64 bins it falls into, and the least
of a bin is kept. Empty bins of short texts borrow from the next full one. The share of bins in which two signatures
agree estimates the share of pieces that the texts have in common (their Jaccard similarity), within about 0.06.
Li, Owen & Zhang, "One Permutation Hashing", 2012; Shrivastava & Li, "Densifying One Permutation Hashing", 2014.

Two texts are candidates if any of 16 bands of four bins agrees: nearly always from a similarity of 0.7 on, seldom
below 0.3.
"""

from operator import eq
from struct import Struct
from typing import Final
from zlib import crc32

from moderation.folding import fold

BINS: Final = 64
_ROWS: Final = 4
_PIECE: Final = 5
# 26 bits of a hash are left beside the six for the bin; this is above all of them.
_EMPTY: Final = 1 << 26
_BORROWED: Final = 0x9E3779B1

type Signature = tuple[int, ...]

_band_of: Final = Struct(f">{_ROWS + 1}I").pack


def signature(text: str) -> Signature:
    """Return 64 numbers below 2³² for ``text``; equal for texts that differ in case, signs and accents only."""
    letters = "".join(filter(str.isalnum, fold(text).text)).encode()
    bins = [_EMPTY] * BINS
    for place in range(max(1, len(letters) - _PIECE + 1)):
        piece = crc32(letters[place : place + _PIECE])
        rest = piece >> 6
        if rest < bins[piece & 63]:
            bins[piece & 63] = rest
    return _densified(bins)


def bands(signature: Signature) -> list[int]:
    """Return 16 numbers, signed 64-bit, of which similar texts share one; they carry the band's place."""
    found = []
    for place in range(0, BINS, _ROWS):
        packed = _band_of(place, *signature[place : place + _ROWS])
        found.append((crc32(packed) << 31 | crc32(packed[::-1]) >> 1) - (1 << 62))
    return found


def similarity(one: Signature, other: Signature) -> float:
    """Return about what share of pieces two texts have in common, 0 to 1."""
    agreeing: int = sum(map(eq, one, other))
    return agreeing / BINS


def _densified(bins: list[int]) -> Signature:
    filled = list(bins)
    for place, value in enumerate(bins):
        distance = 0
        while value == _EMPTY:
            distance += 1
            value = bins[(place + distance) % BINS]
        # How far it was borrowed from is part of the value: else two short texts would agree in every empty bin.
        filled[place] = (value + distance * _BORROWED) & 0xFFFFFFFF
    return tuple(filled)
