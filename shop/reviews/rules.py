"""What stars add up to, and how their givers are named. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

STARS: Final = (5, 4, 3, 2, 1)
NAMELESS: Final = _("A customer")

# Most decisions take less than a second; who waits for longer is asked about ever more seldom, and at last no more.
_FIRST_PAUSE_MS: Final = 1000
_LONGER_EACH_TIME: Final = 1.4
_LONGEST_PAUSE_MS: Final = 30_000
_LAST_TURN: Final = 40

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave so many stars; ``percent`` of all, rounded."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Summary:
    """All approved reviews of a product; ``bars`` from five stars to one, ``average`` to a tenth, 0 for none."""

    count: int
    average: Decimal
    bars: tuple[Bar, ...]

    def count_of(self, stars: int | None) -> int:
        """Return how many gave ``stars``; of all for None."""
        return next((bar.count for bar in self.bars if bar.stars == stars), self.count)


@dataclass(frozen=True, slots=True)
class Poll:
    """The next question of an open page whether a review is decided: number ``turn``, after ``pause_ms``."""

    turn: int
    pause_ms: int


def poll_after(turn: int) -> Poll | None:
    """Return the question that follows number ``turn`` (0: none was asked yet); None when it is time to stop, after
    a quarter of an hour."""
    if not 0 <= turn < _LAST_TURN:
        return None
    return Poll(turn + 1, min(round(_FIRST_PAUSE_MS * _LONGER_EACH_TIME**turn), _LONGEST_PAUSE_MS))


def summary_of(counts: Mapping[int, int]) -> Summary:
    """Return the summary of so many reviews (the values) with so many stars (the keys)."""
    total = sum(counts.values())
    points = sum(stars * count for stars, count in counts.items())
    return Summary(
        count=total,
        average=rounded(Decimal(points) / total) if total else Decimal(0),
        bars=tuple(
            Bar(stars, counts.get(stars, 0), round(100 * counts.get(stars, 0) / total) if total else 0)
            for stars in STARS
        ),
    )


def rounded(average: Decimal | float) -> Decimal:
    """Return an average as people read it, to a tenth."""
    return Decimal(average).quantize(_TENTH, rounding=ROUND_HALF_UP)


def half_stars(average: Decimal | float) -> int:
    """Return an average in tenths, to the nearest half star: 43 becomes 45. Stars are drawn in halves."""
    return int((Decimal(average) * 2).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * 5


def shown_name(name: str) -> str:
    """Return how an author is named in public: the first name, and the initial of the last.

    Never an e-mail address, not even from somebody who gave theirs as the name.
    """
    words = name.split()
    if not words or "@" in name:
        return str(NAMELESS)
    first, last = words[0][:30], words[-1]
    return f"{first} {last[0].upper()}." if len(words) > 1 else first


def rating_jsonld(summary: Summary) -> dict[str, Any] | None:
    """Return schema.org's ``AggregateRating`` for a product's JSON-LD, or None: without approved reviews a page must
    not claim any. https://schema.org/AggregateRating"""
    if not summary.count:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": str(summary.average),
        "reviewCount": summary.count,
        "bestRating": 5,
        "worstRating": 1,
    }
