"""Ways of several steps are those that trying every event finds."""

import random

import numpy
import pytest

from analytics.reports.funnel_ways import Moments, beginnings, unpacked, ways


def moments(events):
    """Return (person, time) pairs as the code wants them."""
    return unpacked(numpy.array(events, dtype=">i8").tobytes())


def tried(steps, window):
    """Return, for every step after the first, each person's fastest way: every way is tried from every event."""
    found = []
    ways = [(person, time, time) for person, time in steps[0]]
    for step in steps[1:]:
        ways = [
            (person, began, time)
            for who, began, before in ways
            for person, time in step
            if person == who and time > before
        ]
        in_time = [(who, time - began) for who, began, time in ways if time - began <= window]
        found.append({who: min(took for other, took in in_time if other == who) for who, _ in in_time})
    return found


@pytest.mark.parametrize("seed", range(60))
def test_every_way_is_found_and_the_fastest_one_counts(seed):
    chance = random.Random(seed)
    # Few people and moments, so that many things happen at once.
    steps = [
        [(chance.randrange(-2, 3), chance.randrange(12)) for _ in range(chance.randrange(14))]
        for _ in range(4)
    ]
    window = chance.randrange(12)

    taken = list(ways([moments(step) for step in steps], window_us=window))

    assert [dict(zip(step.people.tolist(), step.took.tolist(), strict=True)) for step in taken] == tried(
        steps, window
    )


def test_a_group_is_that_of_the_first_event_and_the_first_of_several():
    first = moments([(7, 30), (5, 10), (7, 20), (7, 20)])

    people, parts = beginnings(first, numpy.array([0, 4, 3, 2]))

    assert dict(zip(people.tolist(), parts.tolist(), strict=True)) == {5: 4, 7: 2}


def test_nobody_takes_no_step():
    nobody = moments([])

    assert [len(step.people) for step in ways([nobody, nobody], window_us=5)] == [0]
    assert [part.tolist() for part in beginnings(nobody, numpy.array([], dtype=int))] == [[], []]
    assert isinstance(nobody, Moments)
