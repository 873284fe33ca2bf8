"""The store's days: where they begin, and which of them have to be counted again."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from analytics.columns import DATE, OCCURRED, milliseconds
from analytics.models import FarDate
from analytics.rows import Row

type Place = tuple[int, int]

# Every time zone is a whole number of quarters off UTC.
_SLOT_US = 900_000_000
_DAY_MS = 86_400_000
# A phone that is an hour off is common, one that is off by a day is not.
_NEAR_DAYS = 1


def zone() -> ZoneInfo:
    """Return the time zone whose days the rollups are of."""
    return ZoneInfo(timezone.get_default_timezone_name())


def bounds(day: date, of: ZoneInfo | None = None) -> tuple[datetime, datetime]:
    """Return when ``day`` begins and when the next one does, in the time zone ``of`` or the store's: 23 or 25 hours
    apart where clocks change."""
    own = of or zone()
    return datetime.combine(day, time.min, own), datetime.combine(day + timedelta(days=1), time.min, own)


def place_of(row: Row) -> Place:
    """Return in which quarter of an hour a row happened, and in which partition it lies."""
    return row[OCCURRED] // _SLOT_US, row[DATE] // _DAY_MS


def note_changed(places: Iterable[Place]) -> None:
    """Note on which days rows of ``places``, which were just loaded, lie, and in which partitions where that isn't
    plain; in the transaction in which they are."""
    own = zone()
    changed, far = set(), set()
    for slot, date_day in places:
        moment = milliseconds(slot * _SLOT_US)
        day = datetime.fromtimestamp(moment / 1000, UTC).astimezone(own).date()
        changed.add(day)
        if abs(moment // _DAY_MS - date_day) > _NEAR_DAYS:
            far.add((day, date_day))
    mark_stale(changed)
    if far:
        found = [FarDate(day=day, date_day=date_day) for day, date_day in sorted(far)]
        FarDate.objects.bulk_create(found, ignore_conflicts=True)


def dates_of(day: date) -> list[tuple[int, int]]:
    """Return which dates, in ms since 1970, the events of ``day`` have: from a first one up to, without, a second."""
    start, stop = (int(moment.timestamp() * 1000) // _DAY_MS for moment in bounds(day))
    far = FarDate.objects.filter(day=day).values_list("date_day", flat=True)
    near = ((start - _NEAR_DAYS) * _DAY_MS, (stop + _NEAR_DAYS + 1) * _DAY_MS)
    return [near, *((other * _DAY_MS, (other + 1) * _DAY_MS) for other in far)]


def mark_stale(days: Iterable[date]) -> None:
    """Note that rows of ``days`` came or went, in the transaction in which they do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO analytics_stale_day (day, marked_at) SELECT unnest(%s::date[]), clock_timestamp()",
            [sorted(days)],
        )
