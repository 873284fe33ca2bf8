"""The people of the history. Everybody is a pure function of the day they first come and a number on that day.

So however many days are asked for, and whenever, the same people do the same things: a second run sends the same
messages, which the warehouse knows already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import exp
from random import Random
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from operations.seed.history import truths
from promotions.rules import is_held_out
from tracking import identity

_SPACE: Final = uuid5(NAMESPACE_URL, "urn:larkspur:history")
_OPENED: Final = date(2026, 6, 1)
_DAYS_TO_GROW: Final = 150
_BROWSERS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 "
    "Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile "
    "Safari/537.36",
    "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/604.1",
)
_BROWSER_WEIGHTS: Final = (28, 10, 5, 26, 25, 6)
_BOT: Final = "ExampleBot/2.1 (+https://example.com/bot)"
_LOCALES: Final = ("de-DE", "en-GB", "fr-FR", "nl-NL", "it-IT", "es-ES")
_LOCALE_WEIGHTS: Final = (38, 22, 14, 10, 9, 7)
_SOURCE_WEIGHTS: Final = tuple(source[0] for source in truths.SOURCES)
_HOURS_REACH: Final = tuple(sum(truths.HOURS[: hour + 1]) for hour in range(24))


@dataclass(frozen=True, slots=True)
class Person:
    """``anonymous_id`` is their browser's, ``account`` a public id or empty; ``comes`` when their visits begin."""

    anonymous_id: str
    account: str
    comes: tuple[datetime, ...]
    user_agent: str
    locale: str
    is_bot: bool
    is_staff: bool

    @property
    def is_held_out(self) -> bool:
        """Whether they get no personal deals, as the store would decide it."""
        subject = (
            identity.account_subject(self.account)
            if self.account
            else identity.browser_subject(self.anonymous_id)
        )
        return is_held_out(subject, percent=truths.HELD_OUT_PERCENT)


def id_of(name: str) -> UUID:
    """Return the id of whatever is called ``name`` in the history."""
    return uuid5(_SPACE, name)


def newcomers(day: date, *, scale: float = 1.0) -> Iterator[Person]:
    """Give the people who come for the first time on ``day``, in UTC."""
    grown = 0.4 + 1.2 / (1 + exp(-((day - _OPENED).days) / _DAYS_TO_GROW))
    count = round(truths.NEW_PEOPLE_A_DAY * scale * grown * truths.WEEKDAYS[day.weekday()])
    return (_person(day, number) for number in range(count))


def _person(day: date, number: int) -> Person:
    name = f"{day}/{number}"
    chance = Random(name)  # noqa: S311  made-up people, the same each time
    kind = chance.random()
    is_bot = kind < truths.BOTS
    anonymous_id = str(id_of(f"person/{name}"))
    has_account = chance.random() < truths.HAS_ACCOUNT and not is_bot
    return Person(
        anonymous_id=anonymous_id,
        account=str(id_of(f"account/{name}")) if has_account else "",
        comes=tuple(sorted({_moment(came, chance) for came in _days(day, chance)})),
        user_agent=_BOT if is_bot else chance.choices(_BROWSERS, _BROWSER_WEIGHTS)[0],
        locale=chance.choices(_LOCALES, _LOCALE_WEIGHTS)[0],
        is_bot=is_bot,
        is_staff=truths.BOTS <= kind < truths.BOTS + truths.STAFF,
    )


def _days(first: date, chance: Random) -> list[date]:
    """Return the first day and a day of each later week in which they come back; weeks begin on Monday."""
    monday = first - timedelta(days=first.weekday())
    return [
        first,
        *(
            monday + timedelta(weeks=week, days=chance.randrange(7))
            for week, share in enumerate(truths.COMES_BACK, start=1)
            if chance.random() < share
        ),
    ]


def _moment(day: date, chance: Random) -> datetime:
    hour = chance.choices(range(24), cum_weights=_HOURS_REACH)[0]
    within = timedelta(hours=hour, milliseconds=chance.randrange(3_600_000))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + within


def source_of(chance: Random) -> tuple[str, str, str, str]:
    """Return where a visit comes from: referrer, and the campaign's source, medium and name."""
    return chance.choices(truths.SOURCES, _SOURCE_WEIGHTS)[0][1:]
