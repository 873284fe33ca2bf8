"""What the seed's shoppers say."""

from collections import Counter

import pytest
from django.utils import timezone

from moderation.twins import Signature, signature, similarity
from operations.seed.accounts import SHOPPERS
from operations.seed.catalogue import catalogue
from operations.seed.review_store import reviews_save
from operations.seed.reviews import reviews
from operations.seed.store import accounts_save, categories_save, products_save
from shop.models import Review
from tests.moderation.flow import told
from tests.moderation.judging import built_in_policy

PRODUCTS = list(catalogue())
REVIEWS = list(reviews(PRODUCTS))


def test_a_few_hundred_no_two_alike_and_always_the_same():
    assert 300 <= len(REVIEWS) <= 600
    assert len({review.text for review in REVIEWS}) == len(REVIEWS)
    again = list(reviews(PRODUCTS[:100]))
    assert again == REVIEWS[: len(again)] != []


def test_moderation_takes_none_for_a_copy():
    similar = built_in_policy().detectors["duplicates"].options["similar"]
    seen: list[Signature] = []
    for review in REVIEWS:
        signed = signature(review.text)
        assert max((similarity(signed, other) for other in seen), default=0) < similar
        seen.append(signed)


def test_most_are_approved_and_only_rejected_ones_have_a_reason():
    states = Counter(review.status for review in REVIEWS)

    assert set(states) == {"approved", "pending", "rejected"}
    assert states["approved"] / len(REVIEWS) > 0.85
    assert all(bool(review.reason) == (review.status == "rejected") for review in REVIEWS)


def test_only_seeded_shoppers_write_and_each_once_a_product():
    assert {review.email for review in REVIEWS} <= {shopper.email for shopper in SHOPPERS}
    assert len({(review.email, review.product) for review in REVIEWS}) == len(REVIEWS)


def test_texts_are_complete_and_the_stars_agree():
    for review in REVIEWS:
        assert "{" not in review.text
        assert review.text[0].isupper()
        assert review.text[-1] in ".!"
        assert 10 <= len(review.text) <= 2000
        assert 1 <= review.rating <= 5
    assert not [review for review in REVIEWS if review.rating > 3 and "sending it back" in review.text]


@pytest.mark.django_db
def test_they_are_stored_once_and_after_their_products():
    now = timezone.now()
    categories_save()
    products_save(products=PRODUCTS, now=now, progress=lambda _: None)
    accounts_save()

    first, second = reviews_save(reviews=REVIEWS, now=now), reviews_save(reviews=REVIEWS, now=now)

    assert (first, second, Review.objects.count()) == (len(REVIEWS), 0, len(REVIEWS))
    waiting = set(map(str, Review.objects.filter(status="pending").values_list("pk", flat=True)))
    assert {event.review_id for event in told()} == waiting != set()
    assert all(
        review.product.created_at <= review.submitted_at <= now
        for review in Review.objects.select_related("product")
    )
