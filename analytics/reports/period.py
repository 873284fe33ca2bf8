"""The days a report is about: local days of one time zone, right across changes of its clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from analytics.errors import BadScope

MAX_DAYS: Final = 3660
# Asked for once: it looks into hundreds of files.
_ZONES: Final = frozenset(available_timezones())
_EARLIEST: Final = date(1970, 1, 2)
_LATEST: Final = date(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment of day ``first`` to the last of day ``last``, in ``zone`` (an IANA name)."""

    first: date
    last: date
    zone: str

    def __post_init__(self) -> None:
        if self.zone not in _ZONES:
            raise BadScope("zone", f"there is no time zone {self.zone[:40]!r}")
        if self.last < self.first:
            raise BadScope("to", "the period ends before it begins")
        if not _EARLIEST <= self.first <= self.last <= _LATEST:
            raise BadScope("from", "there is nothing outside the years 1970 to 9998")
        if len(self) > MAX_DAYS:
            raise BadScope("from", f"a report has {MAX_DAYS:,} days at most")

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def starts_at(self) -> datetime:
        """The first moment, in UTC."""
        return self._midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it, in UTC."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(len(self))]

    def before(self) -> "Period":
        """Return the same number of days just before."""
        return self._moved(timedelta(days=-len(self)))

    def year_before(self) -> "Period":
        """Return the days 52 weeks earlier: the same weekdays, so that like is compared with like."""
        return self._moved(timedelta(weeks=-52))

    def earlier(self, days: int) -> "Period":
        """Return the same days and so many before them."""
        return Period(max(_EARLIEST, self.first - timedelta(days=days)), self.last, self.zone)

    def _moved(self, by: timedelta) -> "Period":
        if self.first - _EARLIEST < -by:
            raise BadScope("compare", "there is nothing before 1970")
        return Period(self.first + by, self.last + by, self.zone)

    def _midnight(self, day: date) -> datetime:
        # A day that has no midnight begins when its clock jumps, which is what the offset before the jump gives.
        return datetime.combine(day, time.min, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


def last_days(count: int, *, now: datetime, zone: str) -> Period:
    """Return the last ``count`` days, today included.

    Raises:
        BadScope: no such zone, or not 1 to ``MAX_DAYS`` days.
    """
    if not 1 <= count <= MAX_DAYS:
        raise BadScope("last", f"between 1 and {MAX_DAYS:,} days can be asked for")
    if zone not in _ZONES:
        raise BadScope("zone", f"there is no time zone {zone[:40]!r}")
    today = now.astimezone(ZoneInfo(zone)).date()
    return Period(today - timedelta(days=count - 1), today, zone)
