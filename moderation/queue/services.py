"""Working on the queue: taking a review in hand, and deciding about what one has read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from django.db import connection, transaction

from moderation.models import Claim, Decision
from moderation.queue.selectors import Version, claims_of_others, waiting
from moderation.services import reviews_decide_by_person
from shop.models import Review, User
from shop.reviews.decisions import ReviewDecision

CLAIM: Final = timedelta(minutes=10)

_CLAIM: Final = """
    INSERT INTO moderation_claim AS claim (review_id, person_id, until) VALUES (%s, %s, %s)
    ON CONFLICT (review_id) DO UPDATE SET person_id = excluded.person_id, until = excluded.until
     WHERE claim.until <= %s OR claim.person_id = excluded.person_id
"""


class Result(Enum):
    """What became of a person's decision."""

    DECIDED = "decided"
    STALE = "edited, withdrawn or decided meanwhile: read it again"
    CLAIMED = "in somebody else's hands"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``who`` is named where somebody else has it in hand."""

    review_id: int
    result: Result
    who: str = ""

    @property
    def is_decided(self) -> bool:
        return self.result == Result.DECIDED

    def __str__(self) -> str:
        return f"in the hands of {self.who}" if self.who else self.result.value


def review_claim(*, review_id: int, by: User, now: datetime) -> bool:
    """Take a review in hand for ten minutes, or for ten more; return False while somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [review_id, by.pk, now + CLAIM, now])
        return bool(cursor.rowcount)


def review_release(*, review_id: int, by: User) -> None:
    """Give back what one has in hand."""
    Claim.objects.filter(pk=review_id, person=by).delete()


def next_claim(*, by: User, skipped: Collection[int], now: datetime) -> int | None:
    """Take the first that waits, is in nobody else's hands and wasn't skipped; return its number, None for none."""
    for item in waiting(now=now):
        if item.id not in skipped and review_claim(review_id=item.id, by=by, now=now):
            return item.id
    return None


@transaction.atomic
def reviews_decide_read(
    *, read: Sequence[Version], verdict: Review.Status, reason: str, by: User, now: datetime
) -> list[Outcome]:
    """Decide about each review as it was read; return what became of each, in their order.

    Nothing is decided about words that were edited, or about which somebody else has decided since they were read, or
    that somebody else has in hand.
    """
    numbers = [version.review_id for version in read]
    # Locked before looking for the last decision: whoever decides holds this lock until the trail has it.
    rows = Review.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=numbers).order_by("pk")
    revisions = dict(rows.values_list("pk", "revision"))
    last = _last_decisions(numbers)
    claims = claims_of_others(numbers, me=by, now=now)
    fresh = [
        version
        for version in read
        if version.review_id not in claims
        and revisions.get(version.review_id) == version.revision
        and last.get((version.review_id, version.revision), 0) == version.decision_id
    ]
    decided = reviews_decide_by_person(
        [ReviewDecision(version.review_id, version.revision, verdict, reason, by=by) for version in fresh]
    )
    done = {one.decision.review_id for one in decided}
    Claim.objects.filter(pk__in=done).delete()
    return [_outcome(version.review_id, done, claims) for version in read]


def _outcome(number: int, done: Collection[int], claims: dict[int, Claim]) -> Outcome:
    if number in done:
        return Outcome(number, Result.DECIDED)
    if number in claims:
        return Outcome(number, Result.CLAIMED, str(claims[number].person))
    return Outcome(number, Result.STALE)


def _last_decisions(numbers: Sequence[int]) -> dict[tuple[int, int], int]:
    rows = Decision.objects.filter(review_id__in=numbers, is_shadow=False)
    last = rows.order_by("review_id", "revision", "-pk").distinct("review_id", "revision")
    return {
        (number, revision): key for number, revision, key in last.values_list("review_id", "revision", "pk")
    }
