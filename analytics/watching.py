"""Watches: figures of a day that is over, held against a limit or against what is usual for them.

What is found is said in a structured log line; rules on log lines (``docs/alerts.md``) say who is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

import structlog
from django.db import transaction

from analytics import days
from analytics.models import Watch
from analytics.reports import overview
from analytics.reports.period import Period
from analytics.reports.scope import Comparison, Scope
from analytics.reports.table import Column, columns_of

log = structlog.get_logger(__name__)

MEASURES: Final[dict[str, Column]] = {
    column.name: column for column in columns_of(overview.Day) if column.kind.is_measure
}
"""What can be watched, by name."""

WEEKS: Final = 8
# B. Iglewicz, D. Hoaglin: How to Detect and Handle Outliers (1993), p. 11: 0.6745 · |x − median| ÷ MAD > 3.5.
_SCALE: Final = 0.6745
_FAR: Final = 3.5
# Fewer days of the same weekday say nothing of what is usual.
_LEAST: Final = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """``usual`` is None for a watch with a limit."""

    measure: str
    value: float
    usual: float | None


def judged(watch: Watch, history: Sequence[float]) -> Finding | None:
    """Return what is to be told of a watch. ``history`` has a value a day, the day in question last."""
    value = history[-1]
    limit = float(watch.limit or 0)
    match Watch.Kind(watch.kind):
        case Watch.Kind.ABOVE:
            return Finding(watch.measure, value, None) if value > limit else None
        case Watch.Kind.BELOW:
            return Finding(watch.measure, value, None) if value < limit else None
        case Watch.Kind.UNUSUAL:
            past = list(history[-8::-7])
            usual = usual_of(past)
            return Finding(watch.measure, value, usual) if usual is not None and is_far(value, past) else None


def usual_of(past: Sequence[float]) -> float | None:
    """Return the median of the same weekdays before, None where there are too few with anything in them."""
    return median(past) if sum(map(bool, past)) >= _LEAST else None


def is_far(value: float, past: Sequence[float]) -> bool:
    """Whether ``value`` is an outlier beside ``past``. Counts vary by about their square root even where all past
    days happened to be alike, so the spread is at least that."""
    middle = median(past)
    spread = max(median(abs(other - middle) for other in past), _SCALE * max(middle, 1.0) ** 0.5)
    return bool(_SCALE * abs(value - middle) / spread > _FAR)


def watches_check(*, now: datetime) -> list[Finding]:
    """Hold the day before against every watch that hasn't seen it yet, and log what is found, each once."""
    own = days.zone()
    day = now.astimezone(own).date() - timedelta(days=1)
    with transaction.atomic():
        due = list(Watch.objects.select_for_update(skip_locked=True).exclude(checked_day__gte=day))
        if not due:
            return []
        history = _history(day, own.key)
        found = [
            (watch, judged(watch, [float(getattr(row, watch.measure)) for row in history])) for watch in due
        ]
        Watch.objects.filter(pk__in=[watch.pk for watch in due]).update(checked_day=day)
    # Told after the commit: a line can't be taken back.
    for watch, finding in found:
        if finding:
            _tell(watch, finding, day)
    return [finding for _, finding in found if finding]


def _history(day: date, zone: str) -> Sequence[Any]:
    period = Period(day - timedelta(weeks=WEEKS), day, zone)
    return overview.report(Scope(period=period, comparison=Comparison.NOTHING)).days.rows


def _tell(watch: Watch, finding: Finding, day: date) -> None:
    facts = {"measure": finding.measure, "day": day.isoformat(), "value": finding.value}
    if finding.usual is None:
        log.warning("figure_beyond_limit", **facts, limit=float(watch.limit or 0), kind=watch.kind)
    else:
        log.warning("figure_unusual", **facts, usual=finding.usual)
