"""The lift's interval, against published figures."""

import pytest

from analytics.reports.statistics import Group, difference, lift, wilson


def test_wilsons_interval_is_the_published_one():
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263.
    low, high = wilson(Group(263, 81))
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_newcombes_interval_is_the_published_one():
    # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10: 56/70 against 48/80.
    found = difference(Group(70, 56), Group(80, 48))
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)


@pytest.mark.parametrize(
    ("treated", "control"),
    [(Group(0, 0), Group(0, 0)), (Group(99, 50), Group(1000, 50)), (Group(1000, 50), Group(1000, 9))],
)
def test_too_little_says_nothing(treated, control):
    assert lift(treated, control) is None


def test_equal_groups_may_differ_by_chance_only():
    found = lift(Group(1000, 100), Group(1000, 100))
    assert found.difference.value == found.relative.value == 0
    assert not found.is_certain


def test_a_large_difference_is_certain():
    found = lift(Group(5000, 600), Group(500, 30))
    assert found.is_certain
    assert found.relative.value == pytest.approx(1.0)
    assert found.difference.low > 0
