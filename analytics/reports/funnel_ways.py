"""Ways of several steps, looked for in memory among the moments at which people took any of them.

All events of a step are gone through at once. Of every one it is asked when the latest way to it began, for the latest
beginning leaves most time. That is known from the last event of the step before that is earlier: what comes later never
has an earlier latest beginning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

type Numbers = NDArray[numpy.int64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Who did something at what time, in microseconds, in no order."""

    people: Numbers
    times: Numbers

    def __getitem__(self, places: Numbers) -> "Moments":
        return Moments(self.people[places], self.times[places])


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took a step in time, each person once, and how long the fastest way to it was in microseconds."""

    people: Numbers
    took: Numbers


def unpacked(packed: bytes) -> Moments:
    """Return what ``analytics_day_moment.moments`` holds: a person's hash and a time, eight bytes each."""
    table = numpy.frombuffer(packed, dtype=">i8").reshape(-1, 2).astype(numpy.int64)
    return Moments(table[:, 0], table[:, 1])


def ways(steps: Sequence[Moments], *, window_us: int) -> Iterator[Taken]:
    """Give for every step after the first who took it, within the window from the first one."""
    before, began = steps[0], steps[0].times
    for step in steps[1:]:
        places, earlier = _last_before(step, before)
        before, began = step[places], began[earlier]
        took = before.times - began
        in_time = numpy.flatnonzero(took <= window_us)
        yield Taken(*_first_of_each(before.people[in_time], took[in_time]))


def beginnings(first: Moments, parts: Numbers) -> tuple[Numbers, Numbers]:
    """Return who began, in order, and in which of ``parts`` each person's first event is; the smallest of several."""
    order = numpy.lexsort((parts, first.times, first.people))
    people = first.people[order]
    heads = _heads(people)
    return people[heads], parts[order][heads]


def _last_before(step: Moments, before: Moments) -> tuple[Numbers, Numbers]:
    """Return the places of those events of ``step`` that have an earlier one in ``before`` of the same person, and the
    places of these."""
    mine = numpy.flatnonzero(numpy.isin(before.people, step.people))
    people = numpy.concatenate((step.people, before.people[mine]))
    times = numpy.concatenate((step.times, before.times[mine]))
    # At the same moment the step's own events come first, so that what stands before them is earlier.
    is_before = numpy.arange(len(people)) >= len(step.people)
    order = numpy.lexsort((is_before, times, people))
    last = numpy.maximum.accumulate(numpy.where(is_before[order], numpy.arange(len(order)), 0))
    asked = numpy.flatnonzero(~is_before[order])
    found = order[last[asked]]
    has_one = is_before[found] & (people[found] == people[order[asked]])
    return order[asked[has_one]], mine[found[has_one] - len(step.people)]


def _first_of_each(people: Numbers, took: Numbers) -> tuple[Numbers, Numbers]:
    order = numpy.lexsort((took, people))
    heads = _heads(people[order])
    return people[order][heads], took[order][heads]


def _heads(people: Numbers) -> NDArray[numpy.bool_]:
    """Return which of ``people``, in order, are the first of several that are the same."""
    return numpy.append(numpy.ones(min(len(people), 1), bool), people[1:] != people[:-1])
