"""Writing, editing and withdrawing on the pages; filter, order and pages of the section."""

import pytest

from shop.models import Review

FORM = {"rating": "4", "text": "Quiet enough to sleep beside."}
ADDRESS = "/products/mistral/review/"


@pytest.fixture
def member(visitor, shopper, mistral):
    visitor.force_login(shopper)
    return visitor


def test_without_javascript_the_page_comes_back_at_the_review(member, shopper):
    answer = member.post(ADDRESS, FORM)

    review = Review.objects.get()
    page = member.get("/products/mistral/").content.decode()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/products/mistral/#reviews")
    assert (review.author, review.rating, review.status) == (shopper, 4, "pending")
    assert "Pending: only you can see this" in page
    assert "<time" in page


def test_with_htmx_the_section_comes_back_and_says_so(member):
    answer = member.post(ADDRESS, FORM, headers={"HX-Request": "true"})

    content = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in content
    assert f'data-review="{Review.objects.get().pk}" data-status="pending"' in content
    assert "Your review is pending" in content
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rating": ""}, "Choose one to five stars."),
        ({"rating": "6"}, "Select a valid choice."),
        ({"text": ""}, "Say in a few words"),
        ({"text": "Too short"}, "Say a little more"),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"text": "A NUL is \0 no letter"}, "Null characters are not allowed."),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_an_incomplete_review_is_refused_kindly(wrong, said, htmx, member):
    answer = member.post(ADDRESS, {**FORM, **wrong}, headers={"HX-Request": "true"} if htmx else {})

    content = answer.content.decode()
    assert (answer.status_code, Review.objects.exists()) == (422, False)
    assert said in content
    assert ("<html" in content) is not htmx


def test_a_review_sent_twice_is_one(member, told):
    member.post(ADDRESS, FORM)
    member.post(ADDRESS, FORM)

    assert (Review.objects.get().revision, len(told)) == (1, 1)


def test_the_form_of_an_edit_holds_the_words_and_keeps_one_review(member):
    member.post(ADDRESS, FORM)

    form = member.get(ADDRESS).content.decode()
    member.post(ADDRESS, {"rating": "2", "text": "It leaks after a month."})

    review = Review.objects.get()
    assert FORM["text"] in form
    assert (review.rating, review.revision, review.status) == (2, 2, "pending")


def test_no_form_can_say_that_it_was_bought_or_is_approved(member):
    member.post(ADDRESS, {**FORM, "verified_purchase": "on", "status": "approved", "revision": "9"})

    review = Review.objects.get()
    assert (review.verified_purchase, review.status, review.revision) == (False, "pending", 1)


def test_withdrawing_brings_the_form_back(member):
    member.post(ADDRESS, FORM)

    answer = member.post(f"{ADDRESS}withdraw/", {"next": "/account/reviews/"})

    assert (answer.headers["Location"], Review.objects.exists()) == ("/account/reviews/", False)
    assert "Write a review" in member.get("/products/mistral/").content.decode()
    assert member.post(f"{ADDRESS}withdraw/").status_code == 302


def test_a_link_does_not_withdraw(member):
    member.post(ADDRESS, FORM)

    assert (member.get(f"{ADDRESS}withdraw/").status_code, Review.objects.count()) == (405, 1)


@pytest.mark.parametrize("path", [ADDRESS, f"{ADDRESS}withdraw/"])
def test_a_visitor_logs_in_first(path, visitor, mistral):
    answer = visitor.post(path, FORM)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/account/login/?next={path}")
    assert not Review.objects.exists()


def test_nobody_reviews_what_is_not_there(member):
    assert member.post("/products/none/review/", FORM).status_code == 404


def ratings(page):
    return [review.rating for review in page.context["reviews"].others]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [4, 1, 5]),
        ("?sort=highest", [5, 4, 1]),
        ("?sort=lowest", [1, 4, 5]),
        ("?stars=5", [5]),
        ("?stars=2", []),
        ("?stars=nine&sort=odd&page=x", [4, 1, 5]),
    ],
)
def test_stars_and_order_are_the_readers_choice(query, expected, visitor, make_review, mistral):
    for rating in (5, 1, 4):
        make_review(mistral, rating=rating)

    assert ratings(visitor.get(f"/products/mistral/{query}")) == expected


def test_many_reviews_come_on_pages_with_links_that_keep_the_choice(visitor, make_review, mistral):
    for _ in range(9):
        make_review(mistral, rating=5)
    make_review(mistral, rating=1)

    first = visitor.get("/products/mistral/?stars=5")
    second = visitor.get("/products/mistral/?stars=5&page=2")

    assert (len(ratings(first)), len(ratings(second))) == (8, 1)
    assert 'href="/products/mistral/?stars=5&amp;page=2#reviews"' in first.content.decode()


@pytest.mark.parametrize("reviews", [1, 20])
def test_the_page_costs_the_same_however_many_there_are(
    reviews, visitor, make_review, mistral, django_assert_num_queries
):
    for _ in range(reviews):
        make_review(mistral)

    with django_assert_num_queries(8):
        visitor.get("/products/mistral/")


def test_no_address_stands_beside_a_review(visitor, make_review, mistral, django_user_model):
    nameless = django_user_model.objects.create_user("nameless@example.com")
    make_review(mistral, author=nameless)

    content = visitor.get("/products/mistral/").content.decode()

    assert ("A customer" in content, "nameless" in content) == (True, False)


def test_words_are_text_not_markup(visitor, make_review, mistral):
    make_review(mistral, text="<script>alert(1)</script> & so on")

    assert "<script>alert" not in visitor.get("/products/mistral/").content.decode()
