"""How long every report takes over a made-up history, for 30 and for 90 days, and of one device's visits.

The history is loaded by the warehouse's own loader, without Kafka, and its rollups are counted: what is measured is
reading. Each report is asked several times in turn with the others, so that none profits from its own pages being warm.
A filter can't be answered from rollups: such questions count events on the spot, and are asked fewer times.
"""

import random
import time
from collections import defaultdict
from dataclasses import replace
from itertools import batched
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from analytics.errors import ReportTimeout
from analytics.loading import Loader
from analytics.reports.catalogue import REPORTS
from analytics.reports.period import last_days
from analytics.reports.scope import Field, Filter, Scope
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

ABOUT: Final = "every report over 30 and 90 days of history, and filtered: median and p95"

_BATCH: Final = 5_000
_USUAL_EVENTS: Final = 1_000_000
_FILTERED_ROUNDS: Final = 3
_FREE: Final = frozenset({"funnel", "paths", "cohorts", "retention"})
_FREE_MS: Final = 3_000.0
_USUAL_MS: Final = 300.0

type Times = dict[tuple[str, str], list[float]]
"""By report and what was asked; infinite where it took too long."""


def run(options: Options) -> Result:
    days = 3 if options.quick else 90
    events = options.events or (2_000 if options.quick else _USUAL_EVENTS)
    now = timezone.now()
    seed(quick=options.quick)
    # The usual history has about 3,800 events a day.
    loaded = _fill(days=days, scale=events / days / 3_800)
    refresh(rests=False, seconds=3600)
    # Answers out of rollups grow with the visitors; ten times as many events are asked about half as often.
    rounds = 1 if options.quick else 20 if events <= _USUAL_EVENTS else 10
    scopes = {
        f"{length} days": Scope(last_days(length, now=now, zone=settings.TIME_ZONE)) for length in (30, 90)
    }
    phones = replace(scopes["30 days"], filters=(Filter(Field.DEVICE, ("phone",)),))
    times = _ask(scopes, rounds=rounds)
    filtered = _ask({"30 days, phones": phones}, rounds=min(rounds, _FILTERED_ROUNDS))
    result = _result(times, filtered)
    result.notes = [
        f"{loaded:,} events in analytics_event; days of the store's own time zone, which rollups have.",
        f"Asked {rounds} times each; with a filter, which is counted on the spot and has no aim, "
        f"{min(rounds, _FILTERED_ROUNDS)} times. A report without a time met its time limit.",
    ]
    return result


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


def _ask(scopes: dict[str, Scope], *, rounds: int) -> Times:
    times: Times = defaultdict(list)
    asked = [(name, text) for name in REPORTS for text in scopes]
    chance = random.Random("reports")
    now = timezone.now()
    for _ in range(rounds):
        for name, text in chance.sample(asked, len(asked)):
            began = time.perf_counter()
            try:
                REPORTS[name].run(scopes[text], {}, now)
                times[name, text].append((time.perf_counter() - began) * 1000)
            except ReportTimeout:
                times[name, text].append(float("inf"))
    return times


def _result(times: Times, filtered: Times) -> Result:
    result = Result(("report", "asked about", "median ms", "p95 ms"))
    slowest = {True: 0.0, False: 0.0}
    for (name, text), values in sorted({**times, **filtered}.items()):
        median, p95 = percentile(values, 0.5), percentile(values, 0.95)
        result.add(name, text, *(None if value == float("inf") else value for value in (median, p95)))
        if (name, text) in times:
            slowest[name in _FREE] = max(slowest[name in _FREE], p95)
    result.aims = [
        Aim(
            "funnels, paths, cohorts, retention: p95 under 3,000 ms", slowest[True], slowest[True] < _FREE_MS
        ),
        Aim("all others: p95 under 300 ms", slowest[False], slowest[False] < _USUAL_MS),
    ]
    return result
