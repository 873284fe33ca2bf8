"""The whole history: every person's visits in the days asked for, and what moderation decided meanwhile."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from operations.seed.history.people import Person, id_of, newcomers
from operations.seed.history.shelf import Shelf
from operations.seed.history.visits import visit
from tracking.events import Event, ReviewModerated

_DECISIONS_A_DAY: Final = 25
_VERDICTS: Final[tuple[tuple[str, int, list[str]], ...]] = (
    ("approved", 80, []),
    ("rejected", 12, ["spam"]),
    ("person", 8, ["unsure"]),
)


def people(*, days: int, now: datetime, scale: float = 1.0) -> Iterator[Person]:
    """Give everybody who first came in the last ``days`` days, today included."""
    return (person for day in _days(days, now) for person in newcomers(day, scale=scale))


def events(*, days: int, now: datetime, shelf: Shelf, scale: float = 1.0) -> Iterator[Event]:
    """Give all events of the last ``days`` days up to ``now``, person by person. ``scale`` is how many people come,
    beside the usual. The same day, asked for on whatever day, has the same events, but for people who came before."""
    end = int(now.timestamp() * 1000)
    for person in people(days=days, now=now, scale=scale):
        for number, began_at in enumerate(person.comes):
            if began_at < now:
                yield from (event for event in visit(person, number, began_at, shelf) if event.date <= end)
    for day in _days(days, now):
        yield from (event for event in _decisions(day) if event.date <= end)


def _days(days: int, now: datetime) -> list[date]:
    today = now.astimezone(UTC).date()
    return [today - timedelta(days=days - 1 - number) for number in range(days)]


def _decisions(day: date) -> Iterator[ReviewModerated]:
    chance = Random(f"decisions/{day}")  # noqa: S311  made up, the same each time
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
    for number in range(chance.randint(_DECISIONS_A_DAY // 2, _DECISIONS_A_DAY)):
        verdict, _, reasons = chance.choices(_VERDICTS, [weight for _, weight, _ in _VERDICTS])[0]
        moment = midnight + chance.randrange(86_400_000)
        yield ReviewModerated(
            message_id=str(id_of(f"decision/{day}/{number}")),
            date=moment,
            received_at=moment,
            review_id=str(id_of(f"review/{day}/{number}")),
            revision=1,
            verdict=verdict,
            reasons=reasons,
            policy_version="history",
            latency_ms=int(chance.lognormvariate(6, 0.6)),
        )
