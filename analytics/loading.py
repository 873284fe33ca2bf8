"""A batch of events on its way into the warehouse."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from analytics import days
from analytics.days import Place
from analytics.partitions import day_of
from analytics.recent import Recent, Stretch
from analytics.rows import Names, Row, rows_of, subjects_of
from analytics.text import host
from analytics.warehouse import Key, PostgresWarehouse, Warehouse
from consumers.api import Delivery
from consumers.records import Partition, Record
from tracking import identity

# The position of a replay that goes back goes back here too: what is said is how far the table reaches.
_NOTE: Final = """
    INSERT INTO analytics_loaded_partition AS known (topic, partition, received_at, loaded_at)
    SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::timestamptz[])
    ON CONFLICT (topic, partition) DO UPDATE SET received_at = excluded.received_at, loaded_at = excluded.loaded_at
"""


class Loader:
    """Loads batches. Not thread-safe: a process has one, for it remembers what it loaded lately."""

    def __init__(
        self, warehouse: Warehouse | None = None, *, clock: Callable[[], datetime] = timezone.now
    ) -> None:
        self.warehouse = warehouse or PostgresWarehouse()
        self._clock = clock
        self._recent = Recent()

    def load(self, deliveries: Sequence[Delivery]) -> int:
        """Keep what may be kept of a batch, each message once, and note which days it changed; return how many rows
        were new. In the caller's transaction.

        Raises:
            UnreadableAmount, NumberOutOfRange: a value that is none.
            django.db.DataError: a value doesn't fit its column.
        """
        now = self._clock()
        stretches = _stretches(deliveries)
        self._recent.follow(stretches)
        fresh = _Fresh(
            self._recent,
            partial(
                rows_of,
                deliveries,
                subjects=_subjects(deliveries),
                site=host(settings.SITE_URL),
                now=int(now.timestamp() * 1000),
            ),
        )
        inserted = self.warehouse.load(fresh, days={day_of(delivery.event.date) for delivery in deliveries})
        transaction.on_commit(lambda: self._recent.add(fresh.keys, stretches))
        if inserted:
            days.note_changed(fresh.places)
        _note_progress(stretches, now)
        return inserted


class _Fresh:
    """The rows of a batch that aren't known to be loaded. They are made while somebody goes through them, each time
    anew: so the database works on the first ones while the last ones are made. What is noted of them is of the last
    time."""

    def __init__(self, recent: Recent, rows: Callable[[], Iterator[Row]]) -> None:
        self._recent = recent
        self._rows = rows
        self.keys: set[Key] = set()
        self.places: set[Place] = set()

    def __iter__(self) -> Iterator[Row]:
        self.keys, self.places = set(), set()
        for row in self._recent.unknown(self._rows(), self.keys):
            self.places.add(days.place_of(row))
            yield row


def _subjects(deliveries: Iterable[Delivery]) -> dict[Names, str]:
    """Return whom each pair of names means, aliases looked up."""
    named = subjects_of(delivery.event for delivery in deliveries)
    known = identity.resolve(set(named.values()))
    return {names: known[subject] for names, subject in named.items()}


def _stretches(deliveries: Sequence[Delivery]) -> dict[Partition, Stretch]:
    first: dict[tuple[str, int], int] = {}
    last: dict[tuple[str, int], Record] = {}
    for delivery in deliveries:
        record = delivery.record
        place = record.topic, record.partition
        first.setdefault(place, record.offset)
        last[place] = record
    return {
        Partition(*place): Stretch(first[place], record.offset, record.timestamp)
        for place, record in sorted(last.items(), key=itemgetter(0))
    }


def _note_progress(stretches: Mapping[Partition, Stretch], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            [
                [place.topic for place in stretches],
                [place.number for place in stretches],
                [stretch.timestamp for stretch in stretches.values()],
                [now] * len(stretches),
            ],
        )
