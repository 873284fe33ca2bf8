"""The keys of what this process loaded lately, so that a message that was sent twice doesn't cost a whole batch its
fast way into the warehouse.

Only an aid: the table's own key decides. Keys count once their transaction is committed; and they are forgotten when
records come again that were read before, since then somebody took the positions back and may have emptied the table.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, NamedTuple

from analytics.rows import Row
from analytics.warehouse import Key, key_of
from consumers.records import Partition

# Some minutes of a busy store, at about 200 bytes each.
_MOST: Final = 200_000


class Stretch(NamedTuple):
    """What a batch holds of a partition: the first and the last offset, and the last one's time, in ms since 1970."""

    first: int
    last: int
    timestamp: int


class Recent:
    """Keeps about ``most`` keys, the oldest half of them going when there are more. Not thread-safe."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._newer: set[Key] = set()
        self._older: set[Key] = set()
        self._read_to: dict[Partition, int] = {}

    def follow(self, stretches: Mapping[Partition, Stretch]) -> None:
        """Hear what is read next; forget everything if that was read before."""
        if any(stretch.first <= self._read_to.get(place, -1) for place, stretch in stretches.items()):
            self._newer, self._older, self._read_to = set(), set(), {}

    def unknown(self, rows: Iterable[Row], seen: set[Key]) -> Iterator[Row]:
        """Yield those of ``rows`` that are neither known nor ``seen``, and put their keys there."""
        newer, older = self._newer, self._older
        for row in rows:
            key = key_of(row)
            if key not in seen and key not in newer and key not in older:
                seen.add(key)
                yield row

    def add(self, keys: Set[Key], stretches: Mapping[Partition, Stretch]) -> None:
        """Know ``keys``, which came in ``stretches``: for when their transaction is committed."""
        self._newer.update(keys)
        self._read_to.update({place: stretch.last for place, stretch in stretches.items()})
        if len(self._newer) * 2 > self._most:
            self._older, self._newer = self._newer, set()
