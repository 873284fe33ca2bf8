"""Keeping rollups as the events are: a day whose rows changed is counted again as a whole (ADR 0025).

So late events, replays, erasures and merges of visitors all come to the same as counting from nothing, and there is
nothing that could drift. The price is that a day which grows is counted many times; what bounds it is that a day is
left alone for a multiple of the time that counting it took.

A few rollups look back: orders are owed to visits of the 30 days before. When a day was counted again, those of the
days after it are behind, and are made again soon after, once for all the days that changed.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from analytics import days
from analytics.models import CountedDay, FarDate, StaleDay
from analytics.rollups.rollup import SHOPPERS, Rollup, Source
from analytics.rollups.statements import BY_SOURCE, LOOKING_BACK, ROLLUPS, day_events
from tracking.privacy import notes

log = structlog.get_logger(__name__)

# Compiling the statements takes longer than running them. The day's table has no statistics: taken for small, its rows
# would be sorted on disk, and joined by going through them all for each other row. Only what looks back has few rows to
# look up among many.
_LOCALLY: Final = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_mergejoin = off"
_JOINING: Final = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_nestloop = off"
_LOOKING_UP: Final = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_nestloop = on"

_FURTHEST: Final = timedelta(days=max(rollup.days_before for rollup in LOOKING_BACK))
_LOOKED_AT: Final = sorted({event for rollup in LOOKING_BACK for event in rollup.events})

# A day is left alone for so many times what counting it took: at most a twentieth of a core goes into one day.
_REST: Final = 20.0

# Of two processes that want to count, one does: "rollups" in ASCII.
_LOCK: Final = int.from_bytes(b"rollups")


def refresh(
    *, clock: Callable[[], datetime] = timezone.now, seconds: float = 240.0, rests: bool = True
) -> list[date]:
    """Count the days again whose rows changed, the newest first; return them. Then bring up to date what looks back to
    them from later days. Ends when none is left, when another process is at it, or after about ``seconds``. Without
    ``rests`` no day is spared for having been counted lately.

    Raises:
        django.db.Error: the database went away; what was counted until then stays.
    """
    done: list[date] = []
    deadline = time.monotonic() + seconds
    for day in due(now=clock(), rests=rests):
        if time.monotonic() > deadline or not count_day(day, now=clock()):
            break
        done.append(day)
    for day in (
        CountedDay.objects.filter(behind_since__isnull=False).order_by("-day").values_list("day", flat=True)
    ):
        if time.monotonic() > deadline or not catch_up(day):
            break
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
    with connection.cursor() as cursor:
        if not _is_alone(cursor):
            return False
        # Before the events are read: rows of a batch that is committed after this have a mark that stays.
        cursor.execute("DELETE FROM analytics_stale_day WHERE day = %s RETURNING marked_at", [day])
        changed_at = min((row[0] for row in cursor.fetchall()), default=now)
        for source, rollups in BY_SOURCE.items():
            _make(cursor, day, source, rollups)
    CountedDay.objects.update_or_create(
        day=day, defaults={"counted_at": now, "seconds": time.monotonic() - began, "behind_since": None}
    )
    later = CountedDay.objects.filter(day__gt=day, day__lte=day + _FURTHEST)
    later.update(behind_since=Coalesce("behind_since", changed_at))
    return True


@transaction.atomic
def catch_up(day: date) -> bool:
    """Make those rollups of ``day`` anew that look back to days before; return False when another process is at it."""
    notes.lock_shared()
    with connection.cursor() as cursor:
        if not _is_alone(cursor):
            return False
        _make(cursor, day, SHOPPERS, LOOKING_BACK, events=_LOOKED_AT)
    CountedDay.objects.filter(day=day).update(behind_since=None)
    return True


def _is_alone(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
    return bool(cursor.fetchone()[0])


def _make(
    cursor: CursorWrapper, day: date, source: Source, rollups: Iterable[Rollup], events: Sequence[str] = ()
) -> None:
    start, stop = days.bounds(day)
    cursor.execute(_LOCALLY)
    cursor.execute(day_events(source, days.dates_of(day), events), {"day": day, "start": start, "stop": stop})
    for rollup in rollups:
        cursor.execute(f"DELETE FROM {rollup.table} WHERE day = %s", [day])
        cursor.execute(_LOOKING_UP if rollup.days_before else _JOINING)
        cursor.execute(rollup.insert(day))
    cursor.execute("DROP TABLE analytics_day")


def oldest_change() -> datetime | None:
    """Return since when rollups lag behind the rows they are made of; None where they don't."""
    marks = StaleDay.objects.order_by("marked_at").values_list("marked_at", flat=True).first()
    behind = CountedDay.objects.aggregate(since=Min("behind_since"))["since"]
    return min((moment for moment in (marks, behind) if moment), default=None)


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
