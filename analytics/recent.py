"""The keys of what this process loaded lately, so that a message that was sent twice doesn't cost a whole batch its
fast way into the warehouse.

Only an aid: the table's own key decides. Keys count once their transaction is committed; and they are forgotten when
records come again that were read before, since then somebody took the positions back and may have emptied the table.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction

from analytics.rows import Row
from analytics.warehouse import Key, key_of
from consumers.records import Partition, Record

# Some minutes of a busy store, at about 200 bytes each.
_MOST: Final = 200_000


class Recent:
    """Keeps about ``most`` keys, the oldest half of them going when there are more. Not thread-safe."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._newer: set[Key] = set()
        self._older: set[Key] = set()
        self._read_to: dict[Partition, int] = {}

    def new_of(self, records: Iterable[Record], rows: Sequence[Row]) -> list[Row]:
        """Return those of ``rows``, which are made of ``records``, that are not known, each once; know them when the
        transaction is committed."""
        reached = {record.place: record.offset for record in records}
        first: dict[Partition, int] = {}
        for record in records:
            first.setdefault(record.place, record.offset)
        if any(offset <= self._read_to.get(place, -1) for place, offset in first.items()):
            self._newer, self._older, self._read_to = set(), set(), {}
        fresh = {
            key: row for row in rows if (key := key_of(row)) not in self._newer and key not in self._older
        }
        transaction.on_commit(lambda: self._add(fresh, reached))
        return list(fresh.values())

    def _add(self, keys: Iterable[Key], reached: dict[Partition, int]) -> None:
        self._newer.update(keys)
        self._read_to.update(reached)
        if len(self._newer) * 2 > self._most:
            self._older, self._newer = self._newer, set()
