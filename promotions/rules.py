"""From a batch of searches to changes of promotions. Pure: no clock, no database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final
from zlib import crc32

from consumers.api import Delivery
from promotions.matching import Match
from tracking import identity
from tracking.consent import Purpose, may_use
from tracking.events import Event, ProductsSearched

# How long a search says something about a visitor, from Kafka's own stamp on it.
INTEREST_LIFETIME: Final = timedelta(days=30)

# More than the four that are shown: some end, or are dismissed.
STORED_PROMOTIONS: Final = 6

_MAX_KEYWORD: Final = 200
_PURPOSE: Final = Purpose.PERSONALISATION

type Matcher = Callable[[str], Sequence[Match]]


@dataclass(frozen=True, slots=True)
class InterestChange:
    """A subject's newest search that some promotion answers. ``source_date`` is in ms since 1970."""

    subject: str
    keyword: str
    source_date: int
    source_id: str
    expires_at: datetime
    matches: tuple[Match, ...]

    @property
    def order(self) -> tuple[int, str]:
        return self.source_date, self.source_id


def event_subject(event: Event) -> str:
    """Return the subject an event names, before aliases are looked up."""
    return identity.subject_of(user_id=event.user_id, anonymous_id=event.anonymous_id)


def promotion_changes(
    deliveries: Sequence[Delivery],
    *,
    subjects: Mapping[str, str],
    match: Matcher,
    cleared: Mapping[str, int] = MappingProxyType({}),
) -> list[InterestChange]:
    """Return one change a subject, sorted by subject: what its newest search leads to.

    ``subjects`` maps what events name to whom they mean; ``cleared`` says when (ms since 1970) some of them cleared
    their activity. Bots change nothing, nor does what may not be used for personalisation, nor what came before a
    clearing, nor a search that no promotion answers: what was shown before is then still the best guess.
    """
    newest: dict[str, InterestChange] = {}
    for delivery in deliveries:
        event = delivery.event
        if not isinstance(event, ProductsSearched) or event.is_bot or not may_use(event, _PURPOSE):
            continue
        subject = subjects[event_subject(event)]
        if delivery.received_at <= cleared.get(subject, 0):
            continue
        # A date in the future would shut out every search until then.
        source_date = min(event.date, delivery.record.timestamp)
        known = newest.get(subject)
        if known and known.order > (source_date, event.message_id):
            continue
        if matches := tuple(match(event.search_keyword[:_MAX_KEYWORD])):
            newest[subject] = InterestChange(
                subject=subject,
                keyword=event.search_keyword[:_MAX_KEYWORD],
                source_date=source_date,
                source_id=event.message_id[:100],
                expires_at=datetime.fromtimestamp(delivery.record.timestamp / 1000, UTC) + INTEREST_LIFETIME,
                matches=matches,
            )
    return [newest[subject] for subject in sorted(newest)]


def is_held_out(subject: str, *, percent: int) -> bool:
    """Whether a subject belongs to the share that sees editorial deals only, against which lift is measured.

    The same subject always gives the same answer.
    """
    return crc32(f"holdout:{subject}".encode()) % 100 < percent
