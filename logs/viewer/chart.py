"""The histogram: lines by time and severity, as bars whose measures are drawn by the page."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from logs.lines import LEVELS

WIDTH: Final = 1200
HEIGHT: Final = 120
_SECOND: Final = 1000
_STEPS: Final = tuple(
    seconds * _SECOND
    for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
)
_MOST_BARS: Final = 72
_GAP: Final = 2.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A level's part of a bar, in units of the drawing."""

    level: str
    y: float
    height: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The lines from ``since`` to ``until`` (ms). ``href`` narrows the view to them."""

    x: float
    width: float
    since: datetime
    until: datetime
    segments: list[Segment]
    total: int
    href: str


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    since: datetime
    until: datetime
    levels: list[tuple[str, int]]
    """Every level there is, the worst first, with its number of lines."""


def bucket_of(since: int, until: int) -> int:
    """Return how many ms a bar should span, so that there are at most 72 between ``since`` and ``until``."""
    span = max(1, until - since)
    fitting = (step for step in _STEPS if span / step <= _MOST_BARS)
    return next(fitting, -(-span // _MOST_BARS // _STEPS[-1]) * _STEPS[-1] or _STEPS[-1])


def chart_of(
    histogram: Counter[tuple[int, str]],
    *,
    since: int,
    until: int,
    bucket_ms: int,
    narrowed: Callable[[int, int], str],
) -> Chart:
    """Lay out ``histogram`` between ``since`` and ``until``; ``narrowed`` gives the address of a stretch of time."""
    first = since // bucket_ms * bucket_ms
    starts = range(first, until, bucket_ms)
    totals = {start: sum(histogram[start, level] for level in LEVELS) for start in starts}
    highest = max(totals.values(), default=0)
    step = WIDTH / max(1, len(starts))
    bars = []
    for place, start in enumerate(starts):
        if not totals[start]:
            continue
        bars.append(
            Bar(
                x=round(place * step, 2),
                width=round(max(1.0, step - _GAP), 2),
                since=moment(start),
                until=moment(start + bucket_ms),
                segments=_segments(histogram, start, highest),
                total=totals[start],
                href=narrowed(start, start + bucket_ms),
            )
        )
    counts = Counter({level: sum(histogram[start, level] for start in starts) for level in LEVELS})
    levels = [(level, counts[level]) for level in reversed(LEVELS) if counts[level]]
    return Chart(bars, moment(since), moment(until), levels)


def _segments(histogram: Counter[tuple[int, str]], start: int, highest: int) -> list[Segment]:
    """Return the parts of one bar, the worst at the bottom, where they are seen however high the rest is."""
    found, y = [], float(HEIGHT)
    for level in reversed(LEVELS):
        if count := histogram[start, level]:
            height = max(1.5, count / highest * (HEIGHT - 4))
            y -= height
            found.append(Segment(level, round(max(0.0, y), 2), round(height, 2), count))
    return found


def moment(date: int) -> datetime:
    """Return ``date`` (ms since 1970) as a time; one beyond the calendar is its last moment."""
    try:
        return datetime.fromtimestamp(date / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
