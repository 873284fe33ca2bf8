"""Watches: limits, what is unusual, and that each day is told once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from analytics import watching
from analytics.dashboard import keeping
from analytics.models import Watch
from analytics.watching import judged, watches_check

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)
"""The story's order is of the day before."""
QUIET = [100, 90, 110, 105, 95, 98, 102]


@pytest.mark.parametrize(
    ("kind", "limit", "value", "is_told"),
    [
        ("above", "10", 11, True),
        ("above", "10", 10, False),
        ("below", "10", 9, True),
        ("below", "10", 10, False),
    ],
)
def test_a_limit_is_passed_or_not(kind, limit, value, is_told):
    watch = Watch(measure="orders", kind=kind, limit=Decimal(limit))
    assert bool(judged(watch, [5.0, value])) is is_told


@pytest.mark.parametrize(
    ("value", "is_told"), [(100, False), (130, False), (40, True), (300, True), (0, True)]
)
def test_unusual_is_far_from_the_same_weekdays(value, is_told):
    # Eight weeks of Mondays at about 100, other days at about 1000.
    history = [float(QUIET[day // 7 % 7] if day % 7 == 0 else 1000) for day in range(56)]
    assert bool(judged(Watch(measure="visits", kind="unusual"), [*history, float(value)])) is is_told


def test_a_young_store_has_nothing_usual_yet():
    assert judged(Watch(measure="visits", kind="unusual"), [0.0] * 50 + [9.0] * 6 + [500.0]) is None


def test_weekdays_that_were_all_alike_still_vary_by_chance():
    history = [100.0] * 56
    assert judged(Watch(measure="visits", kind="unusual"), [*history, 110.0]) is None
    assert judged(Watch(measure="visits", kind="unusual"), [*history, 200.0]).usual == 100


@pytest.mark.django_db
def test_what_is_found_is_a_line_of_the_log_once(march):
    keeping.watch_add(measure="orders", kind="below", limit=Decimal(5))
    keeping.watch_add(measure="orders", kind="below", limit=Decimal(5))
    keeping.watch_add(measure="revenue", kind="above", limit=Decimal(500))

    with capture_logs() as lines:
        watches_check(now=NOW)
        watches_check(now=NOW + timedelta(hours=1))

    assert lines == [
        {
            "event": "figure_beyond_limit", "log_level": "warning", "measure": "orders", "day": "2026-03-02",
            "value": 1.0, "limit": 5.0, "kind": "below",
        }
    ]  # fmt: skip
    # A rule of the demo looks for lines of this scope.
    assert watching.__name__.startswith("analytics")
    with capture_logs() as lines:
        watches_check(now=NOW + timedelta(days=1))
    assert [line["value"] for line in lines] == [0.0]
