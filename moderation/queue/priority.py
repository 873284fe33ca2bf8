"""Which review an admin should read first. Pure: no database, no clock."""

from datetime import timedelta
from math import log1p
from typing import Final

_DAY: Final = timedelta(days=1)
# What has no score (an appeal of old, a review that came before scores) is neither urgent nor forgotten.
_UNSCORED: Final = 0.5
_LEAST: Final = 0.1
_PUBLIC: Final = 2.0


def priority(*, score: float | None, views: int, is_public: bool, age: timedelta) -> float:
    """Return severity × exposure × age.

    Severity is the policy's ``score`` (0 to 1, but never nothing); exposure grows with the logarithm of the product's
    ``views`` in a week, twice that where the words are public meanwhile; age doubles it after a day, and goes on.
    """
    severity = max(_LEAST, _UNSCORED if score is None else score)
    exposure = (1 + log1p(max(0, views))) * (_PUBLIC if is_public else 1.0)
    return severity * exposure * (1 + max(age, timedelta()) / _DAY)
