"""Writes the seed's reviews: those that are missing, and never as an account that people log in to."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from django.db import transaction

from operations.seed.reviews import SeedReview
from shop.models import Product, Review, ReviewVote, User
from shop.reviews.purchases import has_bought
from shop.reviews.services import reviews_announce


@transaction.atomic
def reviews_save(*, reviews: Iterable[SeedReview], now: datetime) -> int:
    """Add the reviews whose author has none of that product yet; return how many.

    Written as rows: what is months old is no news for anybody who reads the topic. What still waits is told, so that
    moderation finds it.
    """
    wanted = list(reviews)
    authors = User.objects.in_bulk({review.email for review in wanted}, field_name="email")
    products = Product.objects.in_bulk({review.product for review in wanted}, field_name="slug")
    known = set(
        Review.objects.filter(author__in=authors.values()).values_list("author__email", "product__slug")
    )
    missing = [
        review
        for review in wanted
        if review.email in authors
        and review.product in products
        and (review.email, review.product) not in known
    ]
    rows = [_row(review, authors[review.email], products[review.product], now) for review in missing]
    saved = Review.objects.bulk_create(rows)
    _vote(saved, sorted(authors.values(), key=lambda author: author.email), now)
    reviews_announce([review for review in saved if review.status == Review.Status.PENDING])
    return len(saved)


def _row(review: SeedReview, author: User, product: Product, now: datetime) -> Review:
    written = product.created_at + (now - product.created_at) * review.moment
    return Review(
        product=product,
        author=author,
        rating=review.rating,
        text=review.text,
        status=review.status,
        status_reason=review.reason,
        verified_purchase=has_bought(author, product),
        submitted_at=written,
        decided_at=None if review.status == Review.Status.PENDING else written,
    )


def _vote(reviews: list[Review], people: list[User], now: datetime) -> None:
    """Let a few of the other shoppers say of each published review whether it helped; the same ones each time."""
    votes = []
    for review in reviews:
        draw = Random(review.text)  # noqa: S311  (made-up votes)
        others = [person for person in people if person.pk != review.author_id]
        voters = draw.sample(others, min(draw.choice((0, 0, 1, 3, 6)), len(others)))
        helps = 0.9 if len(review.text) > 90 else 0.5
        if review.status == Review.Status.APPROVED:
            votes += [
                ReviewVote(review=review, voter=voter, helpful=draw.random() < helps, voted_at=now)
                for voter in voters
            ]
    ReviewVote.objects.bulk_create(votes)
