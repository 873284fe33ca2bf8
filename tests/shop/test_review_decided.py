"""What the author sees of a decision: at once where the page is open, with the reason, and a way to disagree."""

import pytest

from shop.models import Review
from shop.reviews.errors import NoAppeal, NoSuchReview
from shop.reviews.rules import poll_after
from shop.reviews.services import review_appeal, review_decide, review_edit, review_submit
from tracking.events import ReviewAppealed

APPROVED, REJECTED, PERSON = Review.Status.APPROVED, Review.Status.REJECTED, Review.Status.PERSON
STATE = "/products/mistral/review/state/"
APPEAL = "/products/mistral/review/appeal/"
REASON = "It insults somebody."


@pytest.fixture
def review(shopper, mistral):
    return review_submit(author=shopper, product=mistral, rating=4, text="Run by crooks, I say.")


@pytest.fixture
def author(visitor, shopper):
    visitor.force_login(shopper)
    return visitor


def decide(review, verdict, reason="", revision=1):
    assert review_decide(review_id=review.pk, revision=revision, verdict=verdict, reason=reason)


def test_an_open_page_asks_again_and_each_time_later(author, review):
    page = author.get("/products/mistral/").content.decode()
    third = author.get(f"{STATE}?turn=3")

    assert f'hx-get="{STATE}?turn=1" hx-trigger="load delay:1000ms"' in page
    assert f'hx-get="{STATE}?turn=4" hx-trigger="load delay:2744ms"' in third.content.decode()
    assert "data-review" not in third.content.decode()
    assert "no-store" in third.headers["Cache-Control"]


@pytest.mark.parametrize("turn", ["40", "999"])
def test_asking_ends_after_a_while(turn, author, review):
    assert author.get(f"{STATE}?turn={turn}").content.strip() == b""


@pytest.mark.parametrize("turn", ["", "-1", "x", "9" * 30, "²"])
def test_a_turn_that_is_none_is_the_first(turn, author, review):
    assert "turn=1" in author.get(STATE, {"turn": turn}).content.decode()


def test_pauses_grow_and_stay_below_half_a_minute():
    pauses = [poll.pause_ms for turn in range(40) if (poll := poll_after(turn))]

    assert pauses == sorted(pauses)
    assert (len(pauses), pauses[0], pauses[-1]) == (40, 1000, 30_000)


@pytest.mark.parametrize(
    ("verdict", "reason", "said", "shown"),
    [
        (APPROVED, "", "Your review is published.", 'data-status="approved"'),
        (REJECTED, REASON, "Your review was not published.", f"Reason: {REASON}"),
        (PERSON, "", "One of us is going to read your review", "One of us is going to read it"),
    ],
)
def test_once_decided_the_answer_is_the_review_and_no_more_question(
    verdict, reason, said, shown, author, review
):
    decide(review, verdict, reason)

    answer = author.get(f"{STATE}?turn=3")

    content = answer.content.decode()
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == (
        f"#review-state-{review.pk}",
        "outerHTML",
    )
    assert said in content
    assert shown in content
    assert "hx-trigger" not in content
    assert ('action="/products/mistral/review/appeal/"' in content) == (verdict == REJECTED)


def test_nobody_learns_of_somebody_elses_review_by_asking(visitor, review, django_user_model):
    decide(review, REJECTED, REASON)

    stranger = visitor.get(STATE)
    visitor.force_login(django_user_model.objects.create_user("eve@example.com"))
    member = visitor.get(STATE)

    assert [(answer.status_code, answer.content) for answer in (stranger, member)] == [(204, b"")] * 2


def test_an_appeal_goes_to_a_person_and_is_told(told, author, review):
    decide(review, REJECTED, REASON)
    told.clear()

    answer = author.post(APPEAL)

    row = Review.objects.get()
    ((aggregate, event),) = told
    page = author.get("/products/mistral/").content.decode()
    assert (answer.status_code, row.status, row.can_appeal) == (302, "person", False)
    assert (type(event), aggregate, event.revision) == (ReviewAppealed, str(review.pk), 1)
    assert "You asked us to look again" in page
    assert REASON not in page


def test_with_htmx_the_section_comes_back(author, review):
    decide(review, REJECTED, REASON)

    content = author.post(APPEAL, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in content
    assert f'data-review="{review.pk}" data-status="person"' in content


def test_an_appeal_is_heard_once_a_revision(author, shopper, review):
    decide(review, REJECTED)
    author.post(APPEAL)
    decide_again = review_decide(review_id=review.pk, revision=1, verdict=REJECTED)
    Review.objects.update(status=REJECTED)
    author.post(APPEAL)
    second = Review.objects.get().status
    review_edit(review_id=review.pk, author=shopper, rating=4, text="Run by crooks, again.")
    decide(review, REJECTED, revision=2)
    author.post(APPEAL)

    assert (decide_again, second, Review.objects.get().status) == (False, "rejected", "person")


@pytest.mark.parametrize("status", ["pending", "approved", "person"])
def test_only_a_rejected_one_is_appealed(status, told, shopper, review):
    Review.objects.update(status=status)
    told.clear()

    with pytest.raises(NoAppeal):
        review_appeal(review_id=review.pk, author=shopper)

    assert (Review.objects.get().status, told) == (status, [])


def test_nobody_appeals_for_somebody_else(visitor, review, django_user_model):
    decide(review, REJECTED)
    eve = django_user_model.objects.create_user("eve@example.com")
    visitor.force_login(eve)

    visitor.post(APPEAL)
    with pytest.raises(NoSuchReview):
        review_appeal(review_id=review.pk, author=eve)

    assert Review.objects.get().status == "rejected"


def test_an_appeal_without_a_review_or_a_login_changes_nothing(visitor, shopper, mistral):
    outside = visitor.post(APPEAL)
    visitor.force_login(shopper)

    assert outside.headers["Location"].startswith("/account/login/")
    assert visitor.post(APPEAL).status_code == 302
    assert visitor.get(APPEAL).status_code == 405
