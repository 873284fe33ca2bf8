"""How long every report takes over a made-up history, for 30 and for 90 days.

The history is loaded by the warehouse's own loader, without Kafka, and its rollups are counted: what is measured is
reading. Each report is asked
several times in turn with the others, so that none profits from its own pages being warm.
"""

import random
import time
from collections import defaultdict
from itertools import batched
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from analytics.loading import Loader
from analytics.reports.catalogue import REPORTS
from analytics.reports.period import last_days
from analytics.reports.scope import Scope
from analytics.rollups.refresh import refresh
from bench.figures import percentile
from bench.options import Options
from bench.report import Aim, Result
from bench.seed import seed
from consumers.api import Delivery
from consumers.records import Record
from operations.seed.history import timeline
from operations.seed.history.shelf import shelf_read
from tracking.events import Event

ABOUT: Final = "every report over 30 and 90 days of history: median and p95"

_BATCH: Final = 5_000
_FREE: Final = frozenset({"funnel", "paths", "cohorts", "retention"})
_FREE_MS: Final = 3_000.0
_USUAL_MS: Final = 300.0


def run(options: Options) -> Result:
    days, rounds = (3, 1) if options.quick else (90, 20)
    events = options.events or (2_000 if options.quick else 1_000_000)
    now = timezone.now()
    seed(quick=options.quick)
    # The usual history has about 3,800 events a day.
    loaded = _fill(days=days, scale=events / days / 3_800)
    refresh(rests=False, seconds=3600)
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    asked = [(name, length) for name in REPORTS for length in (30, 90)]
    chance = random.Random("reports")
    for _ in range(rounds):
        for name, length in chance.sample(asked, len(asked)):
            scope = Scope(last_days(length, now=now, zone=settings.TIME_ZONE))
            began = time.perf_counter()
            REPORTS[name].run(scope, {}, now)
            times[name, length].append((time.perf_counter() - began) * 1000)
    return _result(times, loaded)


def _fill(*, days: int, scale: float) -> int:
    loader, loaded = Loader(), 0
    events = timeline.events(days=days, now=timezone.now(), shelf=shelf_read(), scale=scale)
    for batch in batched(events, _BATCH):
        with transaction.atomic():
            loaded += loader.load([_delivery(event, loaded + number) for number, event in enumerate(batch)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE analytics_event")
    return loaded


def _delivery(event: Event, offset: int) -> Delivery:
    record = Record(
        topic=event.topic.full_name,
        partition=0,
        offset=offset,
        timestamp=event.date,
        key=None,
        value=b"",
        headers=[],
    )
    return Delivery(event, record)


def _result(times: dict[tuple[str, int], list[float]], loaded: int) -> Result:
    result = Result(("report", "days", "median ms", "p95 ms"))
    slowest = {True: 0.0, False: 0.0}
    for (name, length), values in sorted(times.items()):
        p95 = percentile(values, 0.95)
        slowest[name in _FREE] = max(slowest[name in _FREE], p95)
        result.add(name, length, percentile(values, 0.5), p95)
    result.aims = [
        Aim(
            "funnels, paths, cohorts, retention: p95 under 3,000 ms", slowest[True], slowest[True] < _FREE_MS
        ),
        Aim("all others: p95 under 300 ms", slowest[False], slowest[False] < _USUAL_MS),
    ]
    result.notes = [
        f"{loaded:,} events in analytics_event; days of the store's own time zone, which rollups have."
    ]
    return result
