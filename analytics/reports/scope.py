"""What a report is asked about: days, what to compare them with, and whose visits. Lives in an address' query.

    from=2026-03-01&to=2026-03-31&zone=Europe/Berlin&compare=before&device=phone&device=tablet&visitor=new

``last=30`` instead of ``from`` and ``to`` are the last 30 days, whenever it is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from django.conf import settings

from analytics.errors import BadScope
from analytics.reports.period import Period, last_days

DEFAULT_DAYS: Final = 30
_MAX_VALUES: Final = 20
_MAX_LENGTH: Final = 300

type Query = Mapping[str, Sequence[str]]
"""A parsed query string: every name with all its values."""


class Comparison(StrEnum):
    """What the period is compared with."""

    BEFORE = "before"
    YEAR = "year"
    NOTHING = "nothing"


class Field(StrEnum):
    """What visits can be chosen by. Of a visit: what it began with. Of its events: that it had one with it."""

    DEVICE = "device"
    SOURCE = "source"
    MEDIUM = "medium"
    CAMPAIGN = "campaign"
    LOCALE = "locale"
    VISITOR = "visitor"
    PAGE = "page"
    PRODUCT = "product"
    CATEGORY = "category"
    PROMOTION = "promotion"
    KEYWORD = "keyword"


CHOICES: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.DEVICE: ("phone", "tablet", "desktop", "bot"),
    Field.VISITOR: ("new", "returning"),
}
"""The fields that have a fixed set of values."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps the visits of which ``field`` is one of ``values``."""

    field: Field
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is asked about. All ``filters`` must hold. ``last`` remembers that days were counted from today."""

    period: Period
    comparison: Comparison = Comparison.BEFORE
    filters: tuple[Filter, ...] = ()
    with_bots: bool = False
    with_staff: bool = False
    last: int | None = None

    @property
    def compared(self) -> Period | None:
        """The days to compare with."""
        match self.comparison:
            case Comparison.BEFORE:
                return self.period.before()
            case Comparison.YEAR:
                return self.period.year_before()
            case Comparison.NOTHING:
                return None

    def over(self, period: Period) -> "Scope":
        """Return the same question about other days."""
        return replace(self, period=period, last=None)

    def query(self) -> str:
        """Return the query string from which ``parse`` makes this scope."""
        days = [("last", self.last)] if self.last else [("from", self.period.first), ("to", self.period.last)]
        flags = [name for name, on in (("bots", self.with_bots), ("staff", self.with_staff)) if on]
        return urlencode(
            [
                *days,
                ("zone", self.period.zone),
                ("compare", self.comparison),
                *((chosen.field, value) for chosen in self.filters for value in chosen.values),
                *((name, "1") for name in flags),
            ]
        )


def parse(query: Query, *, now: datetime) -> Scope:
    """Return what ``query`` asks for; names it doesn't know belong to others. Without days, the last 30.

    Raises:
        BadScope: a value makes no sense.
    """
    zone = _single(query, "zone") or settings.TIME_ZONE
    last = None
    if _single(query, "from") or _single(query, "to"):
        period = Period(_day(query, "from"), _day(query, "to"), zone)
    else:
        last = _number(query, "last", DEFAULT_DAYS)
        period = last_days(last, now=now, zone=zone)
    filters = tuple(_filter(field, query[field]) for field in Field if query.get(field))
    scope = Scope(
        period=period,
        comparison=_comparison(query),
        filters=filters,
        with_bots=_single(query, "bots") == "1",
        with_staff=_single(query, "staff") == "1",
        last=last,
    )
    # Days before 1970 are refused here, not when the report is half made.
    _ = scope.compared
    return scope


def _single(query: Query, name: str) -> str:
    values = query.get(name) or [""]
    return values[-1].strip()


def _day(query: Query, name: str) -> date:
    try:
        return date.fromisoformat(_single(query, name))
    except ValueError:
        raise BadScope(name, "a day is written like 2026-03-31") from None


def _number(query: Query, name: str, default: int) -> int:
    text = _single(query, name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(10**6))):
        raise BadScope(name, "this must be a whole number")
    return int(text)


def _comparison(query: Query) -> Comparison:
    text = _single(query, "compare") or Comparison.BEFORE
    if text not in list(Comparison):
        raise BadScope("compare", f"choose one of {', '.join(Comparison)}")
    return Comparison(text)


def _filter(field: Field, values: Sequence[str]) -> Filter:
    kept = tuple(dict.fromkeys(values))
    if len(kept) > _MAX_VALUES:
        raise BadScope(field, f"choose {_MAX_VALUES} at most")
    if any(not value or len(value) > _MAX_LENGTH or "\0" in value for value in kept):
        raise BadScope(field, f"a value has between 1 and {_MAX_LENGTH} characters")
    if field in CHOICES and not set(kept) <= set(CHOICES[field]):
        raise BadScope(field, f"choose among {', '.join(CHOICES[field])}")
    return Filter(field, kept)
