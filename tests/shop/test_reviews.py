"""Reviews: what their services do, and what the store tells about it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from shop.models import Review
from shop.reviews import purchases, rules
from shop.reviews.errors import AlreadyReviewed, NoSuchReview
from shop.reviews.services import review_decide, review_edit, review_submit, review_withdraw
from tracking.events import ReviewEdited, ReviewSubmitted, ReviewWithdrawn

APPROVED, REJECTED = Review.Status.APPROVED, Review.Status.REJECTED
TEXT = "Quiet enough to sleep beside."


@pytest.fixture
def review(shopper, mistral):
    return review_submit(author=shopper, product=mistral, rating=4, text=TEXT)


def test_a_submitted_review_is_pending_and_told(told, shopper, mistral):
    review = review_submit(author=shopper, product=mistral, rating=4, text=TEXT)

    ((aggregate, event),) = told
    assert (review.status, review.revision, review.verified_purchase) == ("pending", 1, False)
    assert isinstance(event, ReviewSubmitted)
    assert aggregate == event.review_id == str(review.pk)
    assert (event.product_id, event.rating, event.text, event.revision) == ("mistral", 4, TEXT, 1)
    assert (event.user_id, event.anonymous_id, event.session_id, event.ip) == (
        shopper.public_id,
        None,
        None,
        None,
    )
    assert event.date > 0
    assert event.message_id


def test_a_second_review_of_the_same_product_is_refused_and_not_told(told, shopper, mistral, review):
    told.clear()

    with pytest.raises(AlreadyReviewed):
        review_submit(author=shopper, product=mistral, rating=1, text="Changed my mind about it.")

    assert (told, Review.objects.get().rating) == ([], 4)


def test_verified_is_what_the_orders_say_and_asked_anew_with_every_edit(monkeypatch, shopper, mistral):
    monkeypatch.setattr(purchases, "has_bought", lambda user, product: True)
    review = review_submit(author=shopper, product=mistral, rating=4, text=TEXT)
    monkeypatch.setattr(purchases, "has_bought", lambda user, product: False)

    edited = review_edit(review_id=review.pk, author=shopper, rating=4, text="Still quiet.")

    assert (review.verified_purchase, edited.verified_purchase) == (True, False)


def test_an_edit_is_a_new_revision_and_waits_again(told, shopper, review):
    review_decide(review_id=review.pk, revision=1, verdict=REJECTED, reason="Too short.")
    told.clear()

    review_edit(review_id=review.pk, author=shopper, rating=5, text="Quiet, and easy to fill.")

    row = Review.objects.get()
    ((aggregate, event),) = told
    assert (row.status, row.status_reason, row.revision, row.decided_at) == ("pending", "", 2, None)
    assert (type(event), aggregate, event.revision, event.rating) == (ReviewEdited, str(row.pk), 2, 5)


def test_the_same_words_again_change_nothing(told, shopper, review):
    review_decide(review_id=review.pk, revision=1, verdict=APPROVED)
    told.clear()

    review_edit(review_id=review.pk, author=shopper, rating=4, text=TEXT)

    row = Review.objects.get()
    assert (row.status, row.revision, told) == ("approved", 1, [])


def test_a_withdrawn_review_is_gone_and_another_may_be_written(told, shopper, mistral, review):
    told.clear()

    review_withdraw(review_id=review.pk, author=shopper)
    another = review_submit(author=shopper, product=mistral, rating=2, text="Leaks after a month.")

    (first, event), (second, _) = told
    assert (type(event), event.review_id, event.revision) == (ReviewWithdrawn, str(review.pk), 1)
    assert (first, second) == (str(review.pk), str(another.pk))
    assert first != second


@pytest.mark.parametrize(
    ("change", "words"), [(review_edit, {"rating": 1, "text": "I say it is bad."}), (review_withdraw, {})]
)
def test_nobody_changes_somebody_elses_review(change, words, django_user_model, told, review):
    eve = django_user_model.objects.create_user("eve@example.com")
    told.clear()

    with pytest.raises(NoSuchReview):
        change(review_id=review.pk, author=eve, **words)

    assert (Review.objects.get().text, told) == (TEXT, [])


def test_a_decision_is_about_one_revision(shopper, review):
    review_edit(review_id=review.pk, author=shopper, rating=1, text="Now I say something else.")

    late = review_decide(review_id=review.pk, revision=1, verdict=APPROVED)
    status = Review.objects.get().status
    timely = review_decide(review_id=review.pk, revision=2, verdict=REJECTED, reason=" Not about it. ")

    row = Review.objects.get()
    assert (late, status, timely) == (False, "pending", True)
    assert (row.status, row.status_reason, row.decided_by) == ("rejected", "Not about it.", None)


def test_a_decision_about_a_withdrawn_review_has_no_effect(shopper, review):
    review_withdraw(review_id=review.pk, author=shopper)

    assert review_decide(review_id=review.pk, revision=1, verdict=APPROVED) is False


def test_approving_one_approves_no_other_of_the_author(shopper, review, make_product, fans):
    other = review_submit(author=shopper, product=make_product("Fan", fans), rating=1, text="Wobbles a lot.")

    review_decide(review_id=review.pk, revision=1, verdict=APPROVED)

    other.refresh_from_db()
    assert other.status == "pending"


def test_pending_is_no_verdict(review):
    with pytest.raises(ValueError, match="no verdict"):
        review_decide(review_id=review.pk, revision=1, verdict=Review.Status.PENDING)


def test_without_its_event_a_review_is_not_written(monkeypatch, shopper, mistral):
    def broken(event, *, aggregate):
        assert connection.in_atomic_block
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr("tracking.outbox.enqueue", broken)

    with pytest.raises(RuntimeError, match="full"):
        review_submit(author=shopper, product=mistral, rating=4, text=TEXT)

    assert not Review.objects.exists()


@pytest.mark.parametrize("rating", [0, 6])
def test_the_table_refuses_stars_that_do_not_exist(rating, make_review, mistral):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_review(mistral, rating=rating)


def test_a_summary_adds_up():
    summary = rules.summary_of({5: 4, 4: 1, 3: 2, 1: 1})

    assert (summary.count, str(summary.average)) == (8, "3.9")
    assert [(bar.stars, bar.count, bar.percent) for bar in summary.bars] == [
        (5, 4, 50),
        (4, 1, 12),
        (3, 2, 25),
        (2, 0, 0),
        (1, 1, 12),
    ]


@pytest.mark.parametrize(
    ("average", "tenths"), [("5", 50), ("4.75", 50), ("4.74", 45), ("4.2", 40), ("1", 10)]
)
def test_stars_are_drawn_in_halves(average, tenths):
    assert rules.half_stars(Decimal(average)) == tenths


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sam Fairweather", "Sam F."),
        ("Ada", "Ada"),
        ("  Bram de Wit ", "Bram W."),
        ("", "A customer"),
        ("ada@example.com", "A customer"),
        ("Ada ada@example.com", "A customer"),
    ],
)
def test_a_name_in_public_is_short_and_never_an_address(name, shown):
    assert rules.shown_name(name) == shown


def test_without_approved_reviews_there_is_no_rating_for_machines():
    assert rules.rating_jsonld(rules.summary_of({})) is None
    assert rules.rating_jsonld(rules.summary_of({5: 1, 4: 1})) == {
        "@type": "AggregateRating",
        "ratingValue": "4.5",
        "reviewCount": 2,
        "bestRating": 5,
        "worstRating": 1,
    }
