"""Searches as the store would send them."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from django.utils import timezone

from bench.errors import Failed
from operations.simulation.words import Vocabulary
from promotions.index import Matching
from tracking import codec
from tracking.events import ProductsSearched
from tracking.ids import uuid7
from tracking.models import IdentityAlias
from tracking.producer import get_producer
from tracking.topics import SEARCHES
from tracking.visitors import now_ms

_KEYWORDS: Final = 400
_LOGGED_IN: Final = 0.2
# Half of what the producer's queue holds.
_CHUNK: Final = 50_000
_FLUSH_SECONDS: Final = 60.0


def matched_words() -> list[str]:
    """Return searches that some seeded promotion answers, so that each must lead to rows."""
    match = Matching().current(now=timezone.now())
    return [word for word in keywords() if match(word)]


def keywords() -> list[str]:
    """Return distinct searches, the most frequent first: right, in the plural, with qualities, misspelled."""
    chance, vocabulary = random.Random("keywords"), Vocabulary()
    found: dict[str, None] = {}
    while len(found) < _KEYWORDS:
        found[vocabulary.search(chance)] = None
    return list(found)


def event_of(keyword: str, *, anonymous_id: str, user_id: str | None, now: int) -> ProductsSearched:
    """Return the event that the search page makes of ``keyword``, with all fields of a usual request."""
    return ProductsSearched(
        message_id=uuid7(),
        date=now,
        received_at=now,
        anonymous_id=anonymous_id,
        user_id=user_id,
        session_id=uuid7(),
        page_url="/search/",
        referrer="http://127.0.0.1:8000/search/",
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        ip="127.0.0.0",
        locale="en-GB",
        consent="undecided",
        search_keyword=keyword,
        search_id=uuid7(),
        results_count=17,
        categories=["humidifiers", "air-purifiers", "humidifier-filters"],
        sort="relevance",
    )


def send_one(keyword: str) -> None:
    """Send a new visitor's search, as the floor of what a page does."""
    anonymous_id = uuid7()
    event = event_of(keyword, anonymous_id=anonymous_id, user_id=None, now=now_ms())
    get_producer().send(SEARCHES, key=anonymous_id.encode(), content=codec.encode(event))


def fill_topic(*, searches: int, visitors: int) -> int:
    """Put searches into the topic; return the mean size of a message in bytes.

    Keywords follow Zipf's law, visitors come at random, a fifth of them with an account; the first half of an
    account's searches is from before it logged in, under the browser's name, which ``identity_alias`` resolves.

    Raises:
        Failed: the broker didn't take them all.
    """
    producer, size = get_producer(), 0
    for number, event in enumerate(_events(searches, visitors), start=1):
        content = codec.encode(event)
        size += len(content)
        producer.send(SEARCHES, key=(event.user_id or event.anonymous_id or "").encode(), content=content)
        if (number % _CHUNK == 0 or number == searches) and producer.flush(_FLUSH_SECONDS):
            raise Failed("the broker did not take the searches in time")
    return size // searches


def _events(searches: int, visitors: int) -> Iterator[ProductsSearched]:
    chance, words = random.Random("searches"), keywords()
    reach = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    people = _people(visitors)
    now = now_ms() - searches
    for number, keyword in enumerate(chance.choices(words, cum_weights=reach, k=searches)):
        browser, account = chance.choice(people)
        later = number > searches / 2
        yield event_of(keyword, anonymous_id=browser, user_id=account if later else None, now=now + number)


def _people(visitors: int) -> Sequence[tuple[str, str | None]]:
    with_account = round(visitors * _LOGGED_IN)
    people = [(uuid7(), uuid7() if number < with_account else None) for number in range(visitors)]
    IdentityAlias.objects.bulk_create(
        IdentityAlias(alias=f"a:{browser}", subject=f"u:{account}") for browser, account in people if account
    )
    return people
