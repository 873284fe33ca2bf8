"""Columns that hold many values in one, eight bytes each, one after the other: sets of people, lists of measures.

A person is a 64-bit hash of a subject; a day's set has everybody once. What is packed of several days is strung
together by PostgreSQL (``string_agg(viewers, '')``) and counted here, in memory: PostgreSQL would have to make a row of
each eight bytes before it could count or sort them, which takes ten times as long.
"""

from typing import LiteralString

import numpy
from numpy.typing import NDArray


def people(condition: LiteralString) -> LiteralString:
    """Return the aggregate that keeps who the events of ``condition`` were by."""
    return f"coalesce(string_agg(DISTINCT person, '') FILTER (WHERE {condition}), '')"


def values(number: LiteralString) -> LiteralString:
    """Return the aggregate that keeps every ``number``, a double precision, that is known."""
    return f"coalesce(string_agg(float8send({number}), ''), '')"


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


def quantile(values: bytes | None, share: float) -> float | None:
    """Return the value below which ``share`` of all lie, interpolated between neighbours as ``percentile_cont`` does;
    None of nothing."""
    if not values:
        return None
    numbers = numpy.frombuffer(values, dtype=">f8").astype(float)
    place, between = divmod((len(numbers) - 1) * share, 1)
    low, high = int(place), min(int(place) + 1, len(numbers) - 1)
    numbers.partition((low, high))
    return float(numbers[low] + between * (numbers[high] - numbers[low]))


def _different(people: bytes | None) -> NDArray[numpy.uint64]:
    # A day's set is in the order of its bytes, that is of numbers written with the highest first. What is in order
    # need only be merged, which a stable sort notices.
    hashes = numpy.frombuffer(people or b"", dtype=">u8").astype(numpy.uint64)
    hashes.sort(kind="stable")
    return hashes[numpy.append(True, hashes[1:] != hashes[:-1])] if len(hashes) else hashes
