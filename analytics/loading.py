"""A batch of events on its way into the warehouse."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from analytics import days
from analytics.recent import Recent, Stretch
from analytics.rows import Names, rows_of, subjects_of
from analytics.text import host
from analytics.warehouse import PostgresWarehouse, Warehouse
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
        rows = rows_of(
            deliveries,
            subjects=_subjects(deliveries),
            site=host(settings.SITE_URL),
            now=int(now.timestamp() * 1000),
        )
        stretches = _stretches(deliveries)
        fresh = self._recent.new_of(rows, stretches)
        inserted = self.warehouse.load(fresh)
        if inserted:
            days.note_changed(fresh)
        _note_progress(stretches, now)
        return inserted


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
