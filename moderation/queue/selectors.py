"""What waits for a person, in the order in which it should be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from analytics.selectors import views_of
from moderation.models import Claim
from moderation.queue.priority import priority
from shop.models import User

# More than people read in a day; the longest waiting of a longer backlog.
_MOST: Final = 5_000
_EXPOSURE: Final = timedelta(days=7)

_WAITING: Final = """
    WITH waiting AS (
        SELECT id, NULL::timestamptz AS flagged_at FROM shop_review WHERE status = 'person'
         UNION ALL
        SELECT review.id, flag.flagged_at
          FROM moderation_flag flag
          JOIN shop_review review ON review.id = flag.review_id AND review.revision = flag.revision
         WHERE review.status = 'approved'
    )
    SELECT review.id, review.revision, coalesce(last.id, 0), last.score, last.reasons, product.slug, product.name,
           review.text, review.rating, review.status = 'approved', review.appealed_at IS NOT NULL,
           coalesce(review.appealed_at, waiting.flagged_at, last.decided_at, review.edited_at, review.submitted_at)
               AS since
      FROM waiting
      JOIN shop_review review USING (id)
      JOIN shop_product product ON product.id = review.product_id
      LEFT JOIN LATERAL (
           SELECT id, score, reasons, decided_at FROM moderation_decision
            WHERE review_id = review.id AND revision = review.revision AND NOT is_shadow
            ORDER BY id DESC LIMIT 1
           ) last ON true
     ORDER BY since
     LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody has read: the words, by revision, and the last decision about them (0 for none)."""

    review_id: int
    revision: int
    decision_id: int

    def __str__(self) -> str:
        return f"{self.review_id}.{self.revision}.{self.decision_id}"

    @classmethod
    def of(cls, text: str) -> "Version":
        """Read one back.

        Raises:
            ValueError: it is none.
        """
        number, revision, decision = map(int, text.split("."))
        return cls(number, revision, decision)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review that waits for a person. ``is_public``: everybody reads it meanwhile."""

    version: Version
    score: float | None
    reasons: tuple[str, ...]
    product: str
    text: str
    rating: int
    is_public: bool
    is_appeal: bool
    since: datetime
    views: int
    priority: float

    @property
    def id(self) -> int:
        return self.version.review_id


def waiting(*, now: datetime) -> list[Waiting]:
    """Return all that waits, appeals first, then by priority. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [_MOST])
        rows = cursor.fetchall()
    views = views_of({row[5] for row in rows}, since=timezone.localdate(now - _EXPOSURE))
    found = []
    for number, revision, decision, score, reasons, slug, name, text, rating, public, appeal, since in rows:
        seen = views.get(slug, 0)
        found.append(
            Waiting(
                version=Version(number, revision, decision),
                score=score,
                reasons=tuple(reasons or ()),
                product=name,
                text=text,
                rating=rating,
                is_public=public,
                is_appeal=appeal,
                since=since,
                views=seen,
                priority=priority(score=score, views=seen, is_public=public, age=now - since),
            )
        )
    return sorted(found, key=lambda item: (not item.is_appeal, -item.priority, item.id))


def claims_of_others(reviews: Iterable[int], *, me: User, now: datetime) -> dict[int, Claim]:
    """Return the claims that hold, of everybody else, by review."""
    held = Claim.objects.filter(pk__in=list(reviews), until__gt=now).exclude(person=me)
    return {claim.review_id: claim for claim in held.select_related("person")}
