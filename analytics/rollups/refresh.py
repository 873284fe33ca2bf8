"""Keeping rollups as the events are: a day whose rows changed is counted again as a whole (ADR 0025).

So late events, replays, erasures and merges of visitors all come to the same as counting from nothing, and there is
nothing that could drift. The price is that a day which grows is counted many times; what bounds it is that a day is
left alone for a multiple of the time that counting it took.
"""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from analytics import days
from analytics.models import CountedDay, FarDate, StaleDay
from analytics.rollups.statements import BY_SOURCE, ROLLUPS, day_events
from tracking.privacy import notes

log = structlog.get_logger(__name__)

# Compiling the statements takes longer than running them. The day's table has no statistics: taken for small, its rows
# would be sorted on disk, and joined by going through them all for each other row.
_LOCALLY: Final = """
    SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off
"""

# A day is left alone for so many times what counting it took: at most a twentieth of a core goes into one day.
_REST: Final = 20.0

# Of two processes that want to count, one does: "rollups" in ASCII.
_LOCK: Final = int.from_bytes(b"rollups")


def refresh(
    *, clock: Callable[[], datetime] = timezone.now, seconds: float = 240.0, rests: bool = True
) -> list[date]:
    """Count the days again whose rows changed, the newest first; return them. Ends when none is left, when another
    process is at it, or after about ``seconds``. Without ``rests`` no day is spared for having been counted lately.

    Raises:
        django.db.Error: the database went away; what was counted until then stays.
    """
    done: list[date] = []
    deadline = time.monotonic() + seconds
    for day in due(now=clock(), rests=rests):
        if time.monotonic() > deadline or not count_day(day, now=clock()):
            break
        done.append(day)
    if done:
        log.debug("rollups_counted", days=len(done), newest=done[0].isoformat())
    return done


def due(*, now: datetime, rests: bool = True) -> list[date]:
    """Return the days that changed since they were counted and have rested for long enough, the newest first."""
    stale = StaleDay.objects.values_list("day", flat=True).distinct().order_by("-day")
    counted = {row.day: row for row in CountedDay.objects.filter(day__in=list(stale))}

    def has_rested(day: date) -> bool:
        row = counted.get(day)
        return row is None or now - row.counted_at >= timedelta(seconds=row.seconds * _REST)

    return [day for day in stale if not rests or has_rested(day)]


@transaction.atomic
def count_day(day: date, *, now: datetime) -> bool:
    """Make all rollups of ``day`` anew, in one transaction; return False when another process is at it.

    Erasures are kept out meanwhile: what this counts from must not be deleted before it is written.
    """
    notes.lock_shared()
    began = time.monotonic()
    start, stop = days.bounds(day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return False
        # Before the events are read: rows of a batch that is committed after this have a mark that stays.
        cursor.execute("DELETE FROM analytics_stale_day WHERE day = %s", [day])
        cursor.execute(_LOCALLY)
        dates = days.dates_of(day)
        for source, rollups in BY_SOURCE.items():
            cursor.execute(day_events(source, dates), {"day": day, "start": start, "stop": stop})
            for rollup in rollups:
                cursor.execute(f"DELETE FROM {rollup.table} WHERE day = %s", [day])
                cursor.execute(rollup.insert)
            cursor.execute("DROP TABLE analytics_day")
    CountedDay.objects.update_or_create(
        day=day, defaults={"counted_at": now, "seconds": time.monotonic() - began}
    )
    return True


def oldest_change() -> datetime | None:
    """Return since when rollups lag behind the rows they are made of; None where they don't."""
    oldest: datetime | None = (
        StaleDay.objects.order_by("marked_at").values_list("marked_at", flat=True).first()
    )
    return oldest


def last_counted() -> datetime | None:
    """Return when any day was counted last."""
    latest: datetime | None = CountedDay.objects.aggregate(latest=Max("counted_at"))["latest"]
    return latest


def is_counted(first: date, last: date) -> bool:
    """Whether every day from ``first`` to ``last`` that has events was counted at least once."""
    changed = StaleDay.objects.filter(day__range=(first, last))
    return not changed.exclude(day__in=CountedDay.objects.values("day")).exists()


def forget_before(day: date) -> None:
    """Delete what was counted of the days before ``day``."""
    with connection.cursor() as cursor:
        for table in (*ROLLUPS, CountedDay._meta.db_table, FarDate._meta.db_table):
            cursor.execute(f"DELETE FROM {table} WHERE day < %s", [day])
