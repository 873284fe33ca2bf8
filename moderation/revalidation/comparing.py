"""What would become of decided reviews by another policy: found out, and changed nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from moderation.circumstances import circumstances_of
from moderation.content import Content
from moderation.models import Rejudgement, Revalidation
from moderation.policy import Judgement, Policy, judge
from moderation.services import known_complete
from shop.models import Review
from shop.reviews.decisions import ReviewDecision, takes_effect
from tracking import identity

_COLUMNS: Final = ("revision", "author", "before", "after", "is_kept", "score", "signals", "reasons")


def contents_compare(*, revalidation: Revalidation, policy: Policy, contents: Sequence[Content]) -> None:
    """Note what ``policy`` makes of those ``contents`` that stand in the shop in this revision and are decided.

    In the caller's transaction, with erasures kept out. What is noted already is noted again, not twice.
    """
    states = _states(contents)
    decided = [content for content in contents if int(content.review_id) in states]
    open_to = [content for content in decided if _may_change(states[int(content.review_id)], revalidation)]
    # One may have been decided since everything was made known.
    known_complete(open_to)
    cases = list(zip(open_to, circumstances_of(open_to), strict=True)) if open_to else []
    judgements = {
        content.review_id: one for (content, _), one in zip(cases, judge(policy, cases), strict=True)
    }
    Rejudgement.objects.bulk_create(
        [
            _row(revalidation, states[int(content.review_id)], judgements.get(content.review_id))
            for content in decided
        ],
        update_conflicts=True,
        unique_fields=["revalidation", "review_id"],
        update_fields=_COLUMNS,
    )


def _states(contents: Sequence[Content]) -> dict[int, Review]:
    """Return the reviews whose words these still are, but for those that wait for the consumer's first decision."""
    revisions = {int(content.review_id): content.revision for content in contents}
    rows = Review.objects.filter(pk__in=revisions).exclude(status=Review.Status.PENDING)
    found = rows.select_related("author").only(
        "revision", "status", "is_pinned", "appealed_at", "author__public_id"
    )
    return {review.pk: review for review in found if review.revision == revisions[review.pk]}


def _may_change(review: Review, revalidation: Revalidation) -> bool:
    would = ReviewDecision(
        review.pk,
        review.revision,
        Review.Status.PERSON,
        again=True,
        over_people=revalidation.include_human,
    )
    return takes_effect(would, review)


def _row(revalidation: Revalidation, review: Review, judgement: Judgement | None) -> Rejudgement:
    """Return what is noted of a review; without a judgement, what a person said stands."""
    row = Rejudgement(
        revalidation=revalidation,
        review_id=review.pk,
        revision=review.revision,
        author=identity.account_subject(review.author.public_id),
        before=review.status,
        after=judgement.verdict if judgement else review.status,
        is_kept=judgement is None,
    )
    if judgement and judgement.verdict != review.status:
        row.score = judgement.score
        row.signals = [asdict(signal) for signal in judgement.signals]
        row.reasons = list(judgement.reasons)
    return row
