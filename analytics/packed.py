"""Columns that hold many values in one, four or eight bytes each, one after the other: sets of people, and measures.

A person is a 64-bit hash of a subject; a day's set has everybody once. What is packed of several days is strung
together by PostgreSQL (``string_agg(viewers, '')``) and counted here, in memory: PostgreSQL would have to make a row of
each value before it could count or sort them, which takes ten times as long.
"""

from typing import Final, LiteralString

import numpy
from numpy.typing import NDArray

REALS: Final = ">f8"
WHOLE_NUMBERS: Final = ">i4"
"""How the values of a measure are written."""


def people(condition: LiteralString) -> LiteralString:
    """Return the aggregate that keeps who the events of ``condition`` were by."""
    return f"coalesce(string_agg(DISTINCT person, '') FILTER (WHERE {condition}), '')"


def values(number: LiteralString, condition: LiteralString) -> LiteralString:
    """Return the aggregate that keeps every ``number``, a double precision, known, of events of ``condition``."""
    return f"coalesce(string_agg(float8send({number}), '') FILTER (WHERE {condition}), '')"


def whole_values(number: LiteralString, condition: LiteralString) -> LiteralString:
    """Return the same for whole numbers from 0 to 2147483647; what is beyond becomes the nearest of them."""
    within = f"int4send(least(greatest({number}, 0), 2147483647)::int)"
    return f"coalesce(string_agg({within}, '') FILTER (WHERE {condition} AND {number} IS NOT NULL), '')"


def how_many(people: bytes | None) -> int:
    """Return how many different people are in sets strung together."""
    return len(_different(people))


def how_many_of_both(people: bytes | None, others: bytes | None) -> int:
    """Return how many different people are in both."""
    mine, theirs = _different(people), _different(others)
    if not len(theirs):
        return 0
    places = numpy.searchsorted(theirs, mine).clip(max=len(theirs) - 1)
    return int(numpy.count_nonzero(theirs[places] == mine))


def quantile(values: bytes | None, share: float, *, kind: str = REALS) -> float | None:
    """Return the value below which ``share`` of all lie, interpolated between neighbours as ``percentile_cont`` does;
    None of nothing. ``kind`` is that of the values."""
    if not values:
        return None
    numbers = numpy.frombuffer(values, dtype=kind)
    numbers = numbers.astype(numbers.dtype.newbyteorder("="))
    place, between = divmod((len(numbers) - 1) * share, 1)
    low, high = int(place), min(int(place) + 1, len(numbers) - 1)
    numbers.partition((low, high))
    return float(numbers[low]) + between * (float(numbers[high]) - float(numbers[low]))


def _different(people: bytes | None) -> NDArray[numpy.uint64]:
    # A day's set is in the order of its bytes, that is of numbers written with the highest first. What is in order
    # need only be merged, which a stable sort notices.
    hashes = numpy.frombuffer(people or b"", dtype=">u8").astype(numpy.uint64)
    hashes.sort(kind="stable")
    return hashes[numpy.append(True, hashes[1:] != hashes[:-1])] if len(hashes) else hashes
