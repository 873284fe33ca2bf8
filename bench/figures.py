"""Numbers out of many measurements."""

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], fraction: float) -> float:
    """Return the nearest-rank percentile: the smallest value that at least ``fraction`` of all don't exceed.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = -(-fraction * len(ordered) // 1)
    return ordered[min(len(ordered), max(1, int(rank))) - 1]


def ratio_of_rounds(values: Sequence[float], floors: Sequence[float]) -> float:
    """Return the median over rounds of value ÷ floor: what a round disturbs, it disturbs in both."""
    return median(value / floor for value, floor in zip(values, floors, strict=True))
