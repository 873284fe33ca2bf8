"""Did it help? One vote a person, exact counts, and the order that comes of them."""

import re
from concurrent.futures import ThreadPoolExecutor
from math import sqrt
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from shop.models import Review, ReviewVote, User
from shop.reviews import services
from shop.reviews.errors import NoVote
from shop.reviews.votes import by_helpfulness, review_vote, with_votes

NOW = timezone.now()


@pytest.fixture
def member(visitor, shopper):
    visitor.force_login(shopper)
    return visitor


@pytest.fixture
def review(make_review, mistral):
    return make_review(mistral)


def vote(client, review, value, **headers):
    return client.post(f"/reviews/{review.pk}/vote/", {"vote": value}, headers=headers)


def counts(review):
    rows = with_votes(Review.objects.filter(pk=review.pk), reader_id=None)
    return rows.values_list("helped", "not_helped").get()  # type: ignore[misc]


def people(number):
    return User.objects.bulk_create(User(email=f"voter{n}@example.com") for n in range(number))


def fill(review, *, yes, no, voters):
    ReviewVote.objects.bulk_create(
        ReviewVote(review=review, voter=voter, helpful=place < yes)
        for place, voter in enumerate(voters[: yes + no])
    )


def test_a_vote_counts_once_may_change_and_may_be_taken_back(member, review):
    seen = []
    for value in ("yes", "yes", "no", ""):
        answer = vote(member, review, value)
        assert answer["Location"] == "/products/mistral/#reviews"
        seen.append(counts(review))

    assert seen == [(1, 0), (1, 0), (0, 1), (0, 0)]


def test_the_fragment_says_how_it_stands_and_offers_the_way_back(member, review):
    answer = vote(member, review, "yes", hx_request="true").content.decode()

    assert "<html" not in answer
    assert re.search(r'id="vote-yes-\d+" type="submit" name="vote" value="" aria-pressed="true"', answer)
    assert "Thank you." in answer
    assert "Taken back." in vote(member, review, "", hx_request="true").content.decode()


def test_only_members_vote(visitor, review):
    assert vote(visitor, review, "yes")["Location"].startswith("/account/login/")
    assert not ReviewVote.objects.exists()
    assert 'name="vote"' not in visitor.get("/products/mistral/").content.decode()


def test_nobody_votes_on_their_own(member, shopper, make_review, mistral):
    own = make_review(mistral, author=shopper)

    assert vote(member, own, "yes").status_code == 404
    assert not ReviewVote.objects.exists()


@pytest.mark.parametrize("status", ["pending", "rejected", "person"])
def test_what_is_not_published_takes_no_votes(member, make_review, mistral, status):
    hidden = make_review(mistral, status=status)

    assert vote(member, hidden, "yes").status_code == 404
    with pytest.raises(NoVote):
        review_vote(review_id=0, voter=hidden.author, helpful=True, now=NOW)


def test_an_edit_takes_the_votes_with_it(review, shopper, told):
    review_vote(review_id=review.pk, voter=shopper, helpful=True, now=NOW)

    services.review_edit(review_id=review.pk, author=review.author, rating=1, text="Something else now.")

    assert counts(review) == (0, 0), "they were about other words"


def test_the_most_helpful_are_those_that_surely_help(visitor, make_review, mistral):
    given = {"lucky": (1, 0), "sure": (90, 10), "disputed": (50, 50), "none": (0, 0), "bad": (0, 40)}
    voters = people(100)
    for text, (yes, no) in given.items():
        fill(make_review(mistral, text=text), yes=yes, no=no, voters=voters)

    page = visitor.get("/products/mistral/?sort=helpful").content.decode()

    texts = re.findall(r"<p>(lucky|sure|disputed|none|bad)</p>", page)
    assert texts[:3] == ["sure", "disputed", "lucky"]
    assert "Helped 90 people" in page
    rows = with_votes(Review.objects.all(), reader_id=None).annotate(bound=by_helpfulness())
    for text, bound in rows.values_list("text", "bound"):
        assert bound == pytest.approx(wilson(*given[text]), abs=1e-9)


def wilson(yes, no):
    """The formula as Wilson gives it, by shares."""
    if not yes:
        return 0.0
    n, z = yes + no, 1.959963984540054
    share = yes / n
    centre = share + z * z / (2 * n)
    return (centre - z * sqrt((share * (1 - share) + z * z / (4 * n)) / n)) / (1 + z * z / n)


def test_votes_cost_the_page_no_query_more(member, make_review, mistral, django_assert_num_queries):
    voters = people(3)
    for _ in range(8):
        fill(make_review(mistral), yes=2, no=1, voters=voters)
    member.get("/products/mistral/")

    # As for a visitor (see test_reviews_pages), and the account with its cart, wishlist and own review.
    with django_assert_num_queries(12):
        member.get("/products/mistral/")


def test_who_votes_all_the_time_is_asked_to_wait(member, review, monkeypatch):
    for _ in range(60):
        vote(member, review, "yes")

    answer = vote(member, review, "no", hx_request="true")

    assert (answer.status_code, answer.has_header("Retry-After")) == (429, True)
    assert "Try again in" in answer.content.decode()
    assert counts(review) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_counts_are_exact_when_all_vote_at_once(make_review, mistral):
    review, voters = make_review(mistral), people(6)
    gate = Barrier(12)

    def cast(voter):
        try:
            connection.ensure_connection()
            gate.wait(30)
            review_vote(review_id=review.pk, voter=voter, helpful=True, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(cast, [*voters, *voters]))

    assert counts(review) == (6, 0)
