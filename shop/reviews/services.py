"""Writing reviews and deciding about them. Each change tells its event in the same transaction."""

from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.models import Product, Review, User
from shop.reviews import purchases
from shop.reviews.errors import AlreadyReviewed, NoSuchReview
from tracking import outbox
from tracking.events import Event, ReviewEdited, ReviewSubmitted, ReviewWithdrawn
from tracking.ids import uuid7

MAX_REASON: Final = 300


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
    review.save()
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


def review_decide(
    *, review_id: int, revision: int, verdict: Review.Status, reason: str = "", by: User | None = None
) -> bool:
    """Let ``verdict`` be what becomes of this revision; ``by`` is None when no person decided.

    Returns False, and changes nothing, when the author has edited or withdrawn the review meanwhile: a decision is
    about the words it was made on.

    Raises:
        ValueError: the verdict is ``pending``, which is no decision.
    """
    if verdict == Review.Status.PENDING:
        raise ValueError("pending is no verdict")
    changed = Review.objects.filter(pk=review_id, revision=revision).update(
        status=verdict,
        status_reason=reason.strip()[:MAX_REASON],
        decided_at=timezone.now(),
        decided_by=by,
    )
    return changed == 1


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
