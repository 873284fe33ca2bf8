"""Whether reviews help: voting, counting, and sorting by it.

Sorted by the lower bound of Wilson's score interval at 95 %, so that one vote of one does not beat ninety of a hundred:
E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927), 209–212; for ratings, E. Miller, "How not to sort by average rating" (2009).
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    Expression,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Sqrt

from shop.models import Review, ReviewVote, User
from shop.reviews.errors import NoVote

_Z: Final = 1.959963984540054
"""The 97.5th percentile of the normal distribution: a two-sided interval of 95 %."""


@transaction.atomic
def review_vote(*, review_id: int, voter: User, helpful: bool | None, now: datetime) -> Review:
    """Say that a review helped, or did not; None takes back what was said. One vote a person, the last one counts.

    Raises:
        NoVote: there is no published review with this number, or it is the voter's own.
    """
    # Locked, so that no vote on the old words slips in while they are edited.
    review = (
        Review.objects.approved()
        .select_for_update(of=("self",), no_key=True)
        .select_related("product", "author")
        .filter(pk=review_id)
        .exclude(author=voter)
        .first()
    )
    if review is None:
        raise NoVote(review_id)
    if helpful is None:
        ReviewVote.objects.filter(review=review, voter=voter).delete()
    else:
        ReviewVote.objects.update_or_create(
            review=review,
            voter=voter,
            defaults={"helpful": helpful},
            create_defaults={"helpful": helpful, "voted_at": now},
        )
    return review


def with_votes(reviews: QuerySet[Review], *, reader_id: int | None) -> QuerySet[Review]:
    """Annotate ``helped`` and ``not_helped``, how many said so, and ``my_vote``, what the reader said, if anything."""
    mine = ReviewVote.objects.filter(review=OuterRef("pk"), voter=reader_id)
    return reviews.annotate(
        helped=_count(helpful=True),
        not_helped=_count(helpful=False),
        my_vote=Subquery(mine.values("helpful")[:1]),
    )


def by_helpfulness() -> Case:
    """Return the lower bound of the share of people whom a review helps; 0 without votes. For ``with_votes``."""
    votes = F("helped") + F("not_helped")
    square = _Z * _Z
    spread = Sqrt(_float(F("helped") * F("not_helped") * 1.0 / votes + Value(square / 4)))
    bound = (F("helped") + Value(square / 2) - _Z * spread) / (votes + Value(square))
    return Case(When(helped=0, then=Value(0.0)), default=_float(bound), output_field=FloatField())


def _count(*, helpful: bool) -> Coalesce:
    votes = ReviewVote.objects.filter(review=OuterRef("pk"), helpful=helpful).order_by().values("review")
    return Coalesce(
        Subquery(votes.annotate(number=Count("pk")).values("number")), 0, output_field=IntegerField()
    )


def _float(expression: CombinedExpression) -> Expression:
    return ExpressionWrapper(expression, output_field=FloatField())
