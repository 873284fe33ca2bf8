"""``revalidate_reviews`` killed in the middle, and started again: it goes on where it was, and finds the same."""

import json
import random
from functools import partial

import pytest
from django.db.models import F, Sum

from moderation.models import Rejudgement, Revalidation, RevalidationChunk
from shop.models import Category, Product, Review, User
from shop.reviews.services import reviews_announce
from tests.processes import manage
from tests.waiting import until
from tracking.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)

PRODUCTS = 20
WORDS = (
    "lid",
    "tank",
    "jug",
    "hose",
    "light",
    "night",
    "winter",
    "filter",
    "steam",
    "cable",
    "shelf",
    "morning",
)
ENDINGS = (*["It does what it should."] * 6, "The person who built it is a fucking idiot.")


@pytest.fixture
def reviewed(topics):
    """Decided reviews, half of them in Kafka too; every seventh by a person."""

    def make(count):
        kind = Category.objects.create(name="Humidifiers", slug="humidifiers")
        products = Product.objects.bulk_create(
            Product(name=f"Mistral {number}", slug=f"mistral-{number}", category=kind, brand="Norrvik")
            for number in range(PRODUCTS)
        )
        authors = User.objects.bulk_create(
            User(email=f"{number}@example.com", public_id=f"author{number}")
            for number in range(count // PRODUCTS)
        )
        rows = Review.objects.bulk_create(
            Review(
                product=product,
                author=author,
                rating=4,
                text=text(index * PRODUCTS + place),
                status="approved",
                is_pinned=(index * PRODUCTS + place) % 7 == 0,
            )
            for index, author in enumerate(authors)
            for place, product in enumerate(products)
        )
        reviews_announce(rows[: count // 2])
        with manage("relay_outbox"):
            until(lambda: not OutboxMessage.objects.exists(), seconds=60, what="the topic has them")
        return rows

    return make


def text(number):
    chance = random.Random(number)
    return f"The {' and the '.join(chance.sample(WORDS, 9))}, in this order. {chance.choice(ENDINGS)}"


def revalidate(*arguments):
    return manage("revalidate_reviews", "--json", *arguments)


def done(undisturbed):
    """Return how much of the second look back is done, whatever the stage."""
    found = RevalidationChunk.objects.exclude(revalidation=undisturbed)
    return found.aggregate(done=Sum(F("position") - F("start")))["done"] or 0


def has_moved(process, undisturbed, before):
    return not process.is_running() or done(undisturbed) > before


def result(process):
    assert process.wait(400) == 0, process.output()
    return json.loads(process.output().partition("{\n")[2].join(["{\n", ""]))


def found_of(answer):
    return [(change["before"], change["after"], change["count"]) for change in answer["changes"]]


@pytest.mark.parametrize(("count", "kills"), [(600, 1), pytest.param(20_000, 12, marks=pytest.mark.chaos)])
def test_killed_and_started_again_it_finds_and_applies_what_an_undisturbed_one_would(reviewed, count, kills):
    reviewed(count)
    with revalidate("--dry-run") as undisturbed:
        expected = result(undisturbed)
    expected_rows = differences(expected["revalidation"])

    for _ in range(kills):
        before = done(expected["revalidation"])
        with revalidate("--afresh") as dying:
            until(partial(has_moved, dying, expected["revalidation"], before), seconds=60)
            dying.kill()
    with revalidate() as last:
        applied = result(last)

    assert Revalidation.objects.count() == 2, "each start went on with the one under way"
    assert (applied["judged"], applied["kept"]) == (expected["judged"], expected["kept"])
    assert applied["judged"] + applied["kept"] == count
    assert found_of(applied) == found_of(expected) != []
    assert differences(applied["revalidation"]) == expected_rows
    assert sum(sum(change["outcomes"].values()) for change in applied["changes"]) == len(expected_rows)
    assert Review.objects.filter(status="rejected").count() == len(
        [row for row in expected_rows if row[1] == "rejected"]
    )
    assert not Review.objects.filter(is_pinned=True).exclude(status="approved").exists()


def differences(number):
    rows = Rejudgement.objects.filter(revalidation=number).order_by("review_id")
    return list(rows.values_list("review_id", "after"))
