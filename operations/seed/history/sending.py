"""Sends the history through Kafka, as the store would have, and lets the pipeline know whose browser is whose."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched, chain
from typing import Final

from operations.errors import HistoryNotSent
from operations.seed.history import timeline
from operations.seed.history.people import Person
from operations.seed.history.placed import orders_placed
from operations.seed.history.shelf import Shelf
from operations.seed.store import Progress
from tracking import codec, identity
from tracking.events import Event
from tracking.models import IdentityAlias
from tracking.producer import get_producer

# Half of what the producer's queue holds.
_CHUNK: Final = 50_000
_FLUSH_SECONDS: Final = 60.0
_ALIASES: Final = 5_000


def history_send(*, days: int, now: datetime, shelf: Shelf, progress: Progress) -> int:
    """Send the last ``days`` days; return how many events were sent.

    The aliases are stored first, so that a browser's first visits are its account's from the moment they are loaded.

    Raises:
        HistoryNotSent: the broker didn't take all of it in time; run it again, what arrived arrives once.
    """
    _aliases_save(timeline.people(days=days, now=now))
    made_up = timeline.events(days=days, now=now, shelf=shelf)
    return _send(chain(made_up, orders_placed(days=days, now=now)), progress)


def _aliases_save(people: Iterable[Person]) -> None:
    rows = (
        IdentityAlias(
            alias=identity.browser_subject(person.anonymous_id),
            subject=identity.account_subject(person.account),
        )
        for person in people
        if person.account and len(person.comes) > 1
    )
    for batch in batched(rows, _ALIASES):
        IdentityAlias.objects.bulk_create(batch, ignore_conflicts=True)


def _send(events: Iterator[Event], progress: Progress) -> int:
    producer, sent = get_producer(), 0
    for chunk in batched(events, _CHUNK):
        for event in chunk:
            # Kept together and in order by whose they are, as the store does.
            key = event.user_id or event.anonymous_id or event.message_id
            producer.send(event.topic, key=key.encode(), content=codec.encode(event))
        if left := producer.flush(_FLUSH_SECONDS):
            raise HistoryNotSent(left)
        sent += len(chunk)
        progress(len(chunk))
    return sent
