"""The differences that were found, put into effect: exactly those, and only where nothing has happened since."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from moderation.models import Decision, Flag, Rejudgement, Revalidation
from moderation.reasons import reason_for
from shop.models import Review
from shop.reviews.decisions import ReviewDecision
from shop.reviews.services import reviews_decide

_Outcome = Rejudgement.Outcome
_Status = Review.Status


def differences_apply(*, revalidation: Revalidation, rows: Sequence[Rejudgement]) -> None:
    """Let ``rows``, which are differences, take effect and note how each went; in the caller's transaction.

    A published review that the policy would send to a person stays published and is flagged for one: to hide it needs
    a policy that is sure, or a person.
    """
    standing = _standing(rows)
    current = [row for row in rows if _still(row, standing)]
    now = timezone.now()
    flagged = [row for row in current if (row.before, row.after) == (_Status.APPROVED, _Status.PERSON)]
    decided = _decide(revalidation, [row for row in current if row not in flagged])
    trail = Decision.objects.bulk_create(
        _noted(revalidation, row, standing[row.review_id], now) for row in [*flagged, *decided]
    )
    _flag(flagged, trail[: len(flagged)], now)
    outcomes = dict.fromkeys((row.pk for row in flagged), _Outcome.FLAGGED)
    outcomes |= dict.fromkeys((row.pk for row in decided), _Outcome.DECIDED)
    for row in rows:
        row.outcome = outcomes.get(row.pk, _Outcome.OVERTAKEN)
    Rejudgement.objects.bulk_update(rows, ["outcome"])


def _standing(rows: Sequence[Rejudgement]) -> dict[int, Review]:
    # Locked, and sorted as everybody's who decides: what is compared here still holds when it is written.
    found = Review.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {review.pk: review for review in found.filter(pk__in=[row.review_id for row in rows])}


def _still(row: Rejudgement, standing: dict[int, Review]) -> bool:
    review = standing.get(row.review_id)
    return review is not None and (review.revision, review.status) == (row.revision, row.before)


def _decide(revalidation: Revalidation, rows: Sequence[Rejudgement]) -> list[Rejudgement]:
    """Return the rows of those decisions that took effect: a person may have spoken meanwhile."""
    decided = reviews_decide(
        [
            ReviewDecision(
                review_id=row.review_id,
                revision=row.revision,
                verdict=_Status(row.after),
                reason=reason_for(row.reasons) if row.after == _Status.REJECTED else "",
                codes=tuple(row.reasons),
                policy_version=revalidation.policy_version,
                again=True,
                over_people=revalidation.include_human,
            )
            for row in rows
        ]
    )
    numbers = {one.decision.review_id for one in decided}
    Flag.objects.filter(pk__in=numbers).delete()
    return [row for row in rows if row.review_id in numbers]


def _flag(rows: Sequence[Rejudgement], trail: Sequence[Decision], now: datetime) -> None:
    Flag.objects.bulk_create(
        [
            Flag(
                review_id=row.review_id,
                revision=row.revision,
                author=row.author,
                decision=decision,
                flagged_at=now,
            )
            for row, decision in zip(rows, trail, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["review_id"],
        update_fields=["revision", "author", "decision", "flagged_at"],
    )


def _noted(revalidation: Revalidation, row: Rejudgement, review: Review, now: datetime) -> Decision:
    return Decision(
        review_id=row.review_id,
        revision=row.revision,
        author=row.author,
        verdict=row.after,
        policy_version=revalidation.policy_version,
        score=row.score,
        signals=row.signals,
        reasons=row.reasons,
        decided_at=now,
        latency_ms=round((now - review.written_at).total_seconds() * 1000),
    )
