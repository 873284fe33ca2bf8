"""Is it more than chance? Two shares compared, with the interval in which the truth lies 95 times of 100.

Difference of two independent shares: Newcombe's hybrid score interval (R. G. Newcombe, "Interval estimation for the
difference between independent proportions", Statistics in Medicine 17 (1998) 873–890, method 10), made of Wilson's
intervals (E. B. Wilson, JASA 22 (1927) 209–212). It keeps its promise for small shares and unequal groups, where the
usual p ± 1.96·√… does not. Their ratio: D. Katz et al., Biometrics 34 (1978) 469–474.
"""

from dataclasses import dataclass
from math import exp, sqrt
from typing import Final

_Z: Final = 1.959963984540054  # the normal distribution's 97.5 % point

LEAST_PEOPLE: Final = 100
LEAST_SUCCESSES: Final = 10
"""Below either, in one of the groups, nothing is said: the interval of a ratio would be worth little."""


@dataclass(frozen=True, slots=True)
class Group:
    """``successes`` of ``people`` did it."""

    people: int
    successes: int

    @property
    def share(self) -> float | None:
        return self.successes / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, and where the truth lies with 95 % confidence."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Lift:
    """``difference`` of shares (0.01 is one percentage point) and ``relative`` gain (0.2 is 20 % more)."""

    difference: Interval
    relative: Interval

    @property
    def is_certain(self) -> bool:
        """Whether chance alone is ruled out, with 95 % confidence."""
        return self.difference.low > 0 or self.difference.high < 0


def wilson(group: Group) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share.

    Raises:
        ZeroDivisionError: the group is empty.
    """
    share, square = group.successes / group.people, _Z**2 / group.people
    middle = (share + square / 2) / (1 + square)
    half = sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def lift(treated: Group, control: Group) -> Lift | None:
    """Return what treating gained over not treating; None where there isn't enough data to say."""
    groups = (treated, control)
    if any(group.people < LEAST_PEOPLE or group.successes < LEAST_SUCCESSES for group in groups):
        return None
    return Lift(difference(treated, control), _relative(treated, control))


def difference(treated: Group, control: Group) -> Interval:
    """Return Newcombe's 95 % interval of the difference of two shares.

    Raises:
        ZeroDivisionError: a group is empty.
    """
    one, other = treated.successes / treated.people, control.successes / control.people
    (low_one, high_one), (low_other, high_other) = wilson(treated), wilson(control)
    value = one - other
    return Interval(
        value,
        value - sqrt((one - low_one) ** 2 + (high_other - other) ** 2),
        value + sqrt((high_one - one) ** 2 + (other - low_other) ** 2),
    )


def _relative(treated: Group, control: Group) -> Interval:
    one, other = treated.successes / treated.people, control.successes / control.people
    ratio = one / other
    error = sqrt((1 - one) / treated.successes + (1 - other) / control.successes)
    return Interval(ratio - 1, ratio * exp(-_Z * error) - 1, ratio * exp(_Z * error) - 1)
