"""When mails of views are due: at seven in the morning of the store's time zone."""

from datetime import date, datetime, time, timedelta
from typing import Final

from analytics import days
from analytics.models import ViewMail

HOUR: Final = time(7)


def next_due(every: str, *, after: datetime) -> datetime:
    """Return the first moment later than ``after`` at which a mail ``every`` day, week or month is due. It stays at
    seven o'clock when clocks change."""
    own = days.zone()
    day = after.astimezone(own).date()
    while not _is_day(every, day) or datetime.combine(day, HOUR, own) <= after:
        day += timedelta(days=1)
    return datetime.combine(day, HOUR, own)


def _is_day(every: str, day: date) -> bool:
    match ViewMail.Every(every):
        case ViewMail.Every.DAY:
            return True
        case ViewMail.Every.WEEK:
            return day.weekday() == 0
        case ViewMail.Every.MONTH:
            return day.day == 1
