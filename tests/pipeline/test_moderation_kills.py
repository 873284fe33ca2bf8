"""Reviews are written, edited, appealed, withdrawn and decided by people, all at once, while their events come twice
and late and the consumer is killed around its commits: none ends with a word that is not about it."""

import random
import threading
from collections import Counter
from contextlib import suppress
from functools import partial

import pytest
from django.db import connections

from consumers.models import DeadLetter
from moderation.models import Decision
from moderation.services import reviews_decide_by_person
from shop.models import Category, Product, Review, User
from shop.reviews.decisions import ReviewDecision
from shop.reviews.errors import ReviewError
from shop.reviews.services import review_appeal, review_edit, review_submit, review_withdraw
from tests.kafka import messages
from tests.moderation.flow import submitted
from tests.processes import Process, manage
from tests.waiting import until
from tracking import codec
from tracking.models import OutboxMessage
from tracking.producer import get_producer
from tracking.topics import DECISIONS, REVIEWS

pytestmark = pytest.mark.django_db(transaction=True)

AUTHORS = 4
WORDS = {"A quiet one.": "approved", "Run by crooks.": "rejected", "Hm.": "person"}
ENDINGS = {Review.Status.APPROVED: "", Review.Status.REJECTED: "Not about the product."}


@pytest.fixture
def people(topics):
    staff = User.objects.create_superuser("robin@example.com")
    authors = [User.objects.create_user(f"author{number}@example.com") for number in range(AUTHORS)]
    return authors, staff


@pytest.fixture
def stocked():
    def stock(count):
        kind = Category.objects.create(name="Humidifiers", slug="humidifiers")
        return Product.objects.bulk_create(
            Product(name=f"Mistral {number}", slug=f"mistral-{number}", category=kind, brand="Norrvik")
            for number in range(count)
        )

    return stock


def live(author, staff, products):
    """Write about each product and do something else to half of it; each event may be sent again, now and late."""
    chance = random.Random(author.email)
    try:
        mine = []
        for product in products:
            text = chance.choice(list(WORDS))
            review = review_submit(author=author, product=product, rating=4, text=text)
            mine.append(review)
            act(chance, chance.choice(mine), author, staff)
            again(chance.choice(mine))
    finally:
        connections.close_all()


def act(chance, review, author, staff):
    text = f"{chance.choice(list(WORDS))} {chance.random():.3f}"
    # Withdrawn before, or edited by now: what a person sees in another tab.
    with suppress(ReviewError, Review.DoesNotExist):
        match chance.choice(["edit", "edit", "withdraw", "appeal", "person", "nothing"]):
            case "edit":
                review_edit(review_id=review.pk, author=author, rating=chance.randint(1, 5), text=text)
            case "withdraw":
                review_withdraw(review_id=review.pk, author=author)
            case "appeal":
                review_appeal(review_id=review.pk, author=author)
            case "person":
                verdict, reason = chance.choice(list(ENDINGS.items()))
                revision = Review.objects.get(pk=review.pk).revision
                reviews_decide_by_person([ReviewDecision(review.pk, revision, verdict, reason, by=staff)])


def again(review):
    """Send the review's first event once more, past the outbox: a relay that died before it deleted the row."""
    event = submitted(
        review.pk,
        author=review.author.public_id,
        product=review.product.slug,
        text=review.text,
        message_id="1",
    )
    get_producer().send(REVIEWS, key=str(review.pk).encode(), content=codec.encode(event))


def is_right(review):
    trail = Decision.objects.filter(review_id=review.pk, revision=review.revision, is_shadow=False)
    if review.is_pinned and review.appealed_at is None:
        last = trail.latest("pk")
        return last.person is not None and last.verdict == review.status
    if review.appealed_at:
        return review.status == "person" or review.is_pinned
    (verdict,) = (verdict for words, verdict in WORDS.items() if review.text.startswith(words))
    return review.status == verdict and [row.verdict for row in trail] == [verdict]


@pytest.mark.parametrize(("reviews", "kills"), [(12, 2), pytest.param(250, 20, marks=pytest.mark.chaos)])
def test_no_review_ends_in_a_wrong_state(people, stocked, reviews, kills):
    authors, staff = people
    products = stocked(reviews)
    writers = [threading.Thread(target=live, args=(author, staff, products)) for author in authors]

    with manage("relay_outbox"):
        for writer in writers:
            writer.start()
        for seed in range(kills):
            with moderation("--kill-odds", "0.3", "--seed", str(seed)) as dying:
                until(partial(is_over, dying, writers), seconds=90)
                if dying.is_running():
                    again(Review.objects.latest("pk"))
                    dying.kill()
        for writer in writers:
            writer.join()
        with moderation():
            until(lambda: all_decided(writers), seconds=120, what="everything decided and told")

    wrong = [
        (review.pk, review.status, review.text) for review in Review.objects.all() if not is_right(review)
    ]
    told = Counter((one["review_id"], one["revision"], one["verdict"]) for one in messages(DECISIONS))
    noted = Counter((str(row.review_id), row.revision, row.verdict) for row in Decision.objects.all())
    by_policies = Counter(Decision.objects.filter(person=None).values_list("review_id", "revision"))
    assert wrong == []
    assert told == noted
    assert set(by_policies.values()) == {1}
    assert not DeadLetter.objects.exists()


def is_over(dying, writers):
    return not dying.is_running() or all_decided(writers)


def all_decided(writers):
    is_written = not any(writer.is_alive() for writer in writers)
    return is_written and not (
        Review.objects.filter(status="pending").exists() or OutboxMessage.objects.exists()
    )


def moderation(*arguments):
    return Process(["-m", "tests.pipeline.moderation_process", *arguments])
