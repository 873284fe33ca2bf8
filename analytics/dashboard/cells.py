"""How a value is written for people: in tables, on cards and in mails."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from analytics.reports.table import Cell, Kind

UNKNOWN: Final = "–"
"""What stands where nothing is known, or for a share of nothing."""
# What the warehouse calls by a word of its own.
_WORDS: Final = {"held_out": "held out"}
_SECOND: Final = 1000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_FEW: Final = 10


def text_of(value: Cell, kind: Kind, zone: str) -> str:
    """Return ``value`` as people write it; times are those of ``zone`` (an IANA name)."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(value.astimezone(ZoneInfo(zone)), "j M Y, H:i:s")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, str):
        return _WORDS.get(value, value) or "(none)"
    match kind:
        case Kind.PERCENT:
            return f"{float(value) * 100:,.1f} %"
        case Kind.MONEY:
            return f"{value:,.2f}"
        case Kind.DURATION:
            return duration(float(value))
        case _:
            return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def duration(milliseconds: float) -> str:
    """Return a length of time in its two largest units."""
    if milliseconds < _SECOND:
        return f"{milliseconds:.0f} ms"
    if milliseconds < _MINUTE:
        seconds = milliseconds / _SECOND
        return f"{seconds:.1f} s" if seconds < _FEW else f"{seconds:.0f} s"
    for size, name, part, part_name in (
        (_DAY, "d", _HOUR, "h"),
        (_HOUR, "h", _MINUTE, "min"),
        (_MINUTE, "min", _SECOND, "s"),
    ):
        if milliseconds >= size:
            rest = int(milliseconds % size // part)
            return f"{milliseconds // size:.0f} {name}" + (f" {rest} {part_name}" if rest else "")
    raise AssertionError("a minute or more has a unit")
