"""What is known around a review, from events and decisions alone."""

import pytest
from django.utils import timezone

from moderation.circumstances import HOUR_MS, USUAL_HOURS, circumstances_of
from moderation.content import Content
from moderation.models import Decision, KnownContent
from tests.moderation.flow import T, consume, submitted
from tracking.events import LoggedIn, ReviewWithdrawn, SignedUp
from tracking.ids import uuid7

pytestmark = pytest.mark.django_db

LONG = "I bought it for the bedroom in March, and it has run every night since without a sound."


def around(number):
    """Return the circumstances of a review that was consumed."""
    row = KnownContent.objects.get(pk=number)
    content = Content(
        str(number),
        row.revision,
        row.product_id,
        row.author,
        row.rating,
        row.text,
        row.verified_purchase,
        row.written_at,
    )
    (found,) = circumstances_of([content])
    return found


def decided(number, verdict, *, author="u:ada", **fields):
    defaults = {"revision": 1, "policy_version": "1", "decided_at": timezone.now(), "latency_ms": 1}
    Decision.objects.create(review_id=number, author=author, verdict=verdict, **{**defaults, **fields})


def test_the_first_review_there_is_knows_nothing_but_the_products_text(mistral):
    consume(submitted(1))

    found = around(1)

    assert (found.author_reviews, found.author_recent, found.author_first_seen) == (0, 0, None)
    assert (found.product_recent, found.product_usual, found.product_recent_texts) == (0, 0.0, ())
    assert (found.twins, found.author_rejections) == ((), 0)
    assert found.description == "Quiet, for forty square metres."


def test_an_authors_earlier_reviews_count_and_later_ones_do_not():
    consume(
        submitted(1, product="a", date=T - 2 * HOUR_MS),
        submitted(2, product="b", date=T - 60_000),
        submitted(3, product="c", date=T),
        submitted(4, product="d", date=T + 60_000),
        submitted(5, product="e", date=T, author="eve"),
    )

    found = around(3)

    assert (found.author_reviews, found.author_recent, found.author_first_seen) == (2, 1, T - 2 * HOUR_MS)


@pytest.mark.parametrize("kind", [SignedUp, LoggedIn])
def test_an_account_is_known_since_its_first_event_in_whatever_order_topics_are_read(kind):
    event = kind(message_id=uuid7(), user_id="ada", date=T - 5_000)
    later = LoggedIn(message_id=uuid7(), user_id="ada", date=T - 1)

    consume(submitted(1))
    consume(later)
    consume(event)

    assert around(1).author_first_seen == T - 5_000


def test_rejections_are_of_the_last_word_about_each_revision():
    consume(submitted(9))
    decided(1, "rejected")
    decided(2, "rejected")
    decided(2, "approved", policy_version="")
    decided(3, "rejected", is_shadow=True)
    decided(4, "rejected", author="u:eve")

    assert around(9).author_rejections == 1


def test_a_product_knows_its_hour_and_what_is_usual():
    before = [submitted(n, author=f"w{n}", date=T - (n + 2) * HOUR_MS) for n in range(1, 73)]
    burst = [
        submitted(100 + n, author=f"x{n}", text=f"Great, number {n}!", date=T - n * 1000) for n in range(3)
    ]
    consume(*before, *burst, submitted(200, product="other", date=T - 5))

    found = around(100)

    assert (found.product_recent, found.product_usual) == (2, 72 / USUAL_HOURS)
    assert found.product_recent_texts == ("Great, number 1!", "Great, number 2!")


def test_the_same_words_by_somebody_else_on_something_else_are_found():
    consume(submitted(1, author="eve", product="a", text=LONG.upper(), date=T - 9))
    consume(submitted(2, author="ada", product="b", text=f"{LONG} Yes.", date=T))
    consume(submitted(3, author="bo", product="c", text="Leaks from the lid, and they know.", date=T))

    (twin,) = around(2).twins

    assert (twin.review_id, twin.author, twin.product_id) == ("1", "u:eve", "a")
    assert twin.similarity > 0.7
    assert (around(1).twins, around(3).twins) == ((), ())


def test_withdrawn_words_are_nobodys_twin():
    consume(submitted(1, author="eve", text=LONG, date=T - 9))
    consume(
        ReviewWithdrawn(
            message_id=uuid7(), user_id="eve", review_id="1", product_id="mistral", revision=1, date=T
        )
    )
    consume(submitted(2, text=LONG, product="b"))

    assert around(2).twins == ()


def test_a_copy_is_found_behind_a_wave_of_texts_that_begin_like_it(monkeypatch):
    monkeypatch.setattr("moderation.circumstances._MOST_CANDIDATES", 6)
    monkeypatch.setattr("moderation.circumstances._MOST_TWINS", 4)
    ends = ["It leaks.", "Boils over now and then.", "My dog fears it.", "Sent back twice, sadly.", "A gift."]
    wave = [f"{LONG} {end * 2}" for end in ends]
    consume(*(submitted(n, text=text, date=T - 90 + n) for n, text in enumerate(wave * 2, start=10)))
    consume(submitted(30, author="eve", product="b", text=LONG, date=T - 5))
    consume(*(submitted(n, text=text, date=T - 4) for n, text in enumerate(wave, start=40)))
    consume(submitted(90, product="c", text=LONG.upper(), date=T))

    found = around(90).twins

    assert (found[0].review_id, found[0].similarity, len(found)) == ("30", 1.0, 4)


def test_of_a_wave_of_one_text_the_oldest_are_chosen_wherever_rows_lie(monkeypatch):
    monkeypatch.setattr("moderation.circumstances._MOST_CANDIDATES", 4)
    monkeypatch.setattr("moderation.circumstances._MOST_TWINS", 3)
    consume(*(submitted(n, text=LONG, product=f"p{n}", date=T - n) for n in range(1, 10)))
    before = [twin.review_id for twin in around(1).twins]

    # A rewritten row lies behind all others.
    KnownContent.objects.filter(pk=9).update(rating=1)

    assert [twin.review_id for twin in around(1).twins] == before == ["9", "8", "7"]
