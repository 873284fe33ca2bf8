"""Who sees which review: every page that reads them is walked with reviews that only their authors may see."""

import json
import re
from pathlib import Path

import pytest
from django.utils import timezone

from shop.models import Review
from shop.reviews import rules, selectors

SHOP = Path(__file__).parents[2] / "shop"
HIDDEN = ("pending", "rejected", "person")

READ_PATHS = [
    "/",
    "/search/?q=mistral",
    "/search/?q=secret",
    "/deals/",
    "/categories/humidifiers/",
    "/products/mistral/",
    "/products/mistral/?stars=1",
    "/products/mistral/?sort=lowest",
    "/products/other/",
    "/products/mistral/review/",
    "/products/mistral/review/state/",
    "/products/mistral/review/state/?turn=3",
    "/account/reviews/",
    "/account/",
]


@pytest.fixture
def reviews(make_review, make_product, humidifiers, make_promotion, mistral):
    """One review of each state, and a product without any; hidden ones have one star and say ``secret``."""
    make_product("Other", humidifiers, slug="other")
    make_promotion("A fifth off", percent="20", categories=["humidifiers"])
    rows = {
        status: make_review(mistral, rating=1, text=f"A secret: {status}.", status=status)
        for status in HIDDEN
    }
    rows["rejected"].status_reason = "Secret reason."
    rows["rejected"].save()
    rows["appealed"] = make_review(
        mistral, rating=1, text="A secret: appealed.", status="person", appealed_at=timezone.now()
    )
    rows["appealed"].status_reason = "Secret reason."
    rows["appealed"].save()
    return rows | {"approved": make_review(mistral, rating=5, text="For everybody to read.")}


def leaks(content):
    return re.findall(r"[Ss]ecret: \w+|Secret reason|1 out of 5|data-status=\"(?!approved)\w+\"", content)


@pytest.mark.parametrize("path", READ_PATHS)
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_no_page_shows_a_hidden_review_to_others(path, who, visitor, shopper, reviews):
    if who == "member":
        visitor.force_login(shopper)

    content = visitor.get(path).content.decode()

    assert leaks(content) == []


def test_the_walk_would_notice(visitor, reviews):
    Review.objects.update(status="approved")

    assert leaks(visitor.get("/products/mistral/").content.decode()) != []


@pytest.mark.parametrize("status", HIDDEN)
def test_the_author_sees_their_own_with_a_notice(status, visitor, reviews):
    visitor.force_login(reviews[status].author)

    page = visitor.get("/products/mistral/").content.decode()
    account = visitor.get("/account/reviews/").content.decode()

    for content in (page, account):
        assert f'data-review="{reviews[status].pk}" data-status="{status}"' in content
        assert f"A secret: {status}." in content
        assert "only you can see this" in content
        assert ("Secret reason." in content) == (status == "rejected")
        assert content.count("A secret:") == 1


def test_the_author_of_an_appealed_one_sees_that_it_is_heard_and_nobody_else_does(visitor, reviews, shopper):
    visitor.force_login(reviews["appealed"].author)
    own = visitor.get("/products/mistral/").content.decode()
    visitor.force_login(shopper)
    other = visitor.get("/products/mistral/").content.decode()

    assert ("You asked us to look again" in own, "Secret reason" in own) == (True, False)
    assert ("You asked us to look again" in other, leaks(other)) == (False, [])


def test_averages_bars_cards_and_json_ld_count_the_approved_only(visitor, mistral, reviews):
    summary = selectors.summary_for(mistral)
    section = visitor.get("/products/mistral/").context["reviews"]
    (card,) = [
        card
        for card in visitor.get("/categories/humidifiers/").context["listing"].cards
        if card.slug == "mistral"
    ]

    assert (summary.count, str(summary.average)) == (1, "5.0")
    assert [link.bar.count for link in section.bars] == [1, 0, 0, 0, 0]
    assert (str(card.rating), card.rating_count) == ("5.0", 1)
    assert json.loads(json.dumps(rules.rating_jsonld(summary)))["reviewCount"] == 1


@pytest.mark.parametrize("status", HIDDEN)
def test_even_the_author_counts_approved_ones_only(status, visitor, reviews):
    visitor.force_login(reviews[status].author)

    section = visitor.get("/products/mistral/").context["reviews"]

    assert (section.summary.count, [review.status for review in section.others]) == (1, ["approved"])


def test_a_product_with_nothing_approved_shows_no_stars(visitor, make_review, mistral):
    make_review(mistral, status="pending")

    listing = visitor.get("/categories/humidifiers/").content.decode()
    page = visitor.get("/products/mistral/").content.decode()

    assert ('class="stars' in listing, 'class="stars' in page) == (False, False)
    assert "Nobody’s review is published yet." in page


def test_the_shop_reads_reviews_by_the_one_queryset():
    """A page that asks ``Review.objects`` for anything else shows what nobody may see, some day."""
    # Services change reviews, the admin decides about them, and their author gets or erases them.
    allowed = {SHOP / "reviews" / "services.py", SHOP / "reviews" / "admin.py", SHOP / "personal_data.py"}
    asked = [
        (path.name, call)
        for path in SHOP.rglob("*.py")
        if path not in allowed and "migrations" not in path.parts
        for call in re.findall(
            r"Review\.objects\s*\.(\w+)|\.(reviews)\.(?:all|filter|count)", path.read_text()
        )
        if call not in {("visible_to", ""), ("approved", "")}
    ]

    assert asked == []
