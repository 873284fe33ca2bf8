"""The store's days: where they begin, and which of them have to be counted again."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from analytics.columns import OCCURRED, milliseconds
from analytics.rows import Row

# Every time zone is a whole number of quarters off UTC.
_SLOT_US = 900_000_000


def zone() -> ZoneInfo:
    """Return the time zone whose days the rollups are of."""
    return ZoneInfo(timezone.get_default_timezone_name())


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return when ``day`` begins and when the next one does: 23 or 25 hours apart where clocks change."""
    return datetime.combine(day, time.min, zone()), datetime.combine(
        day + timedelta(days=1), time.min, zone()
    )


def days_of(rows: Iterable[Row]) -> set[date]:
    """Return the days on which ``rows`` happened."""
    own = zone()
    slots = {row[OCCURRED] // _SLOT_US for row in rows}
    moments = (milliseconds(slot * _SLOT_US) / 1000 for slot in slots)
    return {datetime.fromtimestamp(moment, UTC).astimezone(own).date() for moment in moments}


def mark_stale(days: Iterable[date]) -> None:
    """Note that rows of ``days`` came or went, in the transaction in which they do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO analytics_stale_day (day, marked_at) SELECT unnest(%s::date[]), clock_timestamp()",
            [sorted(days)],
        )
