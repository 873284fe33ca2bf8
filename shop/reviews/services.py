"""Writing reviews and deciding about them. Each change tells its event in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shop.models import Product, Review, User
from shop.reviews import purchases
from shop.reviews.decisions import Decided, ReviewDecision, takes_effect
from shop.reviews.errors import AlreadyReviewed, NoAppeal, NoSuchReview
from tracking import outbox
from tracking.events import (
    Event,
    ReviewAppealed,
    ReviewEdited,
    ReviewModerated,
    ReviewSubmitted,
    ReviewWithdrawn,
)
from tracking.ids import uuid7

MAX_REASON: Final = 300

_DECIDE: Final = """
    UPDATE shop_review
       SET status = decision.verdict, status_reason = decision.reason, decided_at = %(now)s,
           decided_by_id = decision.person, is_pinned = decision.person IS NOT NULL
      FROM unnest(%(ids)s::bigint[], %(verdicts)s::text[], %(reasons)s::text[], %(people)s::bigint[])
           AS decision (id, verdict, reason, person)
     WHERE shop_review.id = decision.id
"""


@transaction.atomic
def review_submit(*, author: User, product: Product, rating: int, text: str) -> Review:
    """Take a review; nobody but its author sees it until somebody decides.

    Raises:
        AlreadyReviewed: the author has one of this product.
    """
    try:
        with transaction.atomic():
            review = Review.objects.create(
                product=product,
                author=author,
                rating=rating,
                text=text,
                verified_purchase=purchases.has_bought(author, product),
            )
    except IntegrityError as error:
        raise AlreadyReviewed(product.pk) from error
    _tell(review, ReviewSubmitted(**_words(review)))
    return review


@transaction.atomic
def reviews_announce(reviews: Sequence[Review]) -> None:
    """Tell of reviews that were written as rows, as ``review_submit`` tells of one; two statements for all."""
    outbox.enqueue_all([(str(review.pk), ReviewSubmitted(**_words(review))) for review in reviews])


@transaction.atomic
def review_edit(*, review_id: int, author: User, rating: int, text: str) -> Review:
    """Replace stars and words, and queue the review again; the same words change nothing.

    Raises:
        NoSuchReview: the author has none with this number.
    """
    review = _own(review_id, author)
    if (review.rating, review.text) == (rating, text):
        return review
    review.rating, review.text = rating, text
    review.revision += 1
    review.status, review.status_reason = Review.Status.PENDING, ""
    review.verified_purchase = purchases.has_bought(author, review.product)
    review.edited_at, review.decided_at, review.decided_by = timezone.now(), None, None
    review.is_pinned, review.appealed_at = False, None
    review.save()
    # They were about other words.
    review.votes.all().delete()
    _tell(review, ReviewEdited(**_words(review)))
    return review


@transaction.atomic
def review_withdraw(*, review_id: int, author: User) -> None:
    """Delete the author's review; the author may write another one.

    Raises:
        NoSuchReview: the author has none with this number.
    """
    review = _own(review_id, author)
    event = ReviewWithdrawn(
        review_id=str(review.pk),
        product_id=review.product.slug,
        revision=review.revision,
        **_whose(review),
    )
    _tell(review, event)
    review.delete()


@transaction.atomic
def review_appeal(*, review_id: int, author: User) -> None:
    """Ask for a person to look at a rejected review again; once a revision.

    Raises:
        NoAppeal: it is not rejected, or was appealed already.
        NoSuchReview: the author has none with this number.
    """
    review = _own(review_id, author)
    if not review.can_appeal:
        raise NoAppeal(review_id)
    review.status, review.appealed_at = Review.Status.PERSON, timezone.now()
    review.save(update_fields=["status", "appealed_at"])
    event = ReviewAppealed(
        review_id=str(review.pk),
        product_id=review.product.slug,
        revision=review.revision,
        **_whose(review),
    )
    _tell(review, event)


@transaction.atomic
def reviews_decide(decisions: Sequence[ReviewDecision]) -> list[Decided]:
    """Let each decision take effect where it may (see ``takes_effect``) and tell of it; return those that did.

    Four statements, whatever their number. The others change nothing: the author has edited or withdrawn the review
    meanwhile, or a person has spoken.

    Raises:
        ValueError: two decisions are about one review.
    """
    by_review = {decision.review_id: decision for decision in decisions}
    if len(by_review) < len(decisions):
        raise ValueError("two decisions about one review")
    now = timezone.now()
    # Sorted: two that decide about the same reviews must lock in one order.
    rows = Review.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=by_review).order_by("pk")
    decided = [
        Decided(by_review[row.pk], row.author.public_id, round((now - row.written_at).total_seconds() * 1000))
        for row in rows.select_related("author").defer("text")
        if takes_effect(by_review[row.pk], row)
    ]
    if decided:
        _write(decided, now)
        outbox.enqueue_all([(str(one.decision.review_id), _moderated(one, now)) for one in decided])
    return decided


def review_decide(
    *, review_id: int, revision: int, verdict: Review.Status, reason: str = "", by: User | None = None
) -> bool:
    """Decide about one review, as ``reviews_decide`` does about many; return whether it took effect."""
    return bool(reviews_decide([ReviewDecision(review_id, revision, verdict, reason, by=by)]))


def _own(review_id: int, author: User) -> Review:
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("product", "author")
        .filter(pk=review_id, author=author)
        .first()
    )
    if review is None:
        raise NoSuchReview(review_id)
    return review


def _write(decided: Sequence[Decided], now: datetime) -> None:
    decisions = [one.decision for one in decided]
    with connection.cursor() as cursor:
        cursor.execute(
            _DECIDE,
            {
                "now": now,
                "ids": [decision.review_id for decision in decisions],
                "verdicts": [decision.verdict.value for decision in decisions],
                "reasons": [decision.reason.strip()[:MAX_REASON] for decision in decisions],
                "people": [decision.by and decision.by.pk for decision in decisions],
            },
        )


def _moderated(decided: Decided, now: datetime) -> ReviewModerated:
    decision = decided.decision
    return ReviewModerated(
        message_id=uuid7(),
        date=int(now.timestamp() * 1000),
        review_id=str(decision.review_id),
        revision=decision.revision,
        verdict=decision.verdict.value,
        reasons=list(decision.codes),
        policy_version=decision.policy_version,
        latency_ms=decided.latency_ms,
    )


def _tell(review: Review, event: Event) -> None:
    outbox.enqueue(event, aggregate=str(review.pk))


def _words(review: Review) -> dict[str, Any]:
    return {
        "review_id": str(review.pk),
        "product_id": review.product.slug,
        "revision": review.revision,
        "rating": review.rating,
        "text": review.text,
        "verified_purchase": review.verified_purchase,
        **_whose(review),
    }


def _whose(review: Review) -> dict[str, Any]:
    # Without session, address and browser: a review is no activity that needs consent, only its author's words.
    now = int(timezone.now().timestamp() * 1000)
    return {"message_id": uuid7(), "date": now, "received_at": now, "user_id": review.author.public_id}
