"""Which offsets of a partition are there: few stretches, however many offsets."""

from bisect import bisect_right
from collections.abc import Iterable


class Ranges:
    """A set of whole numbers that mostly follow one another. Adding costs a look in a short list."""

    def __init__(self, stretches: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []
        for start, stop in sorted(stretches):
            self._starts.append(start)
            self._stops.append(stop)

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._starts, number) - 1
        return place >= 0 and number < self._stops[place]

    def add(self, number: int) -> None:
        if number in self:
            return
        place = bisect_right(self._starts, number)
        joins_left = place > 0 and self._stops[place - 1] == number
        joins_right = place < len(self._starts) and self._starts[place] == number + 1
        if joins_left and joins_right:
            self._stops[place - 1] = self._stops.pop(place)
            del self._starts[place]
        elif joins_left:
            self._stops[place - 1] = number + 1
        elif joins_right:
            self._starts[place] = number
        else:
            self._starts.insert(place, number)
            self._stops.insert(place, number + 1)

    def stretches(self) -> list[tuple[int, int]]:
        """Return (first, one past the last) of each stretch, in order."""
        return list(zip(self._starts, self._stops, strict=True))
