"""The wishlist: hearts, the page, moving to the cart, sharing, and what becomes of a guest's list."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from shop.errors import CannotSave
from shop.models import CartLine, Product, Variant, Wish, Wishlist
from shop.wishlist import services
from shop.wishlist.selectors import SESSION_KEY
from tests.shop.conftest import found
from tracking.events import ProductAdded, WishlistChanged

NOW = timezone.now()


@pytest.fixture
def mistral(make_product, humidifiers):
    return make_product("Mistral", humidifiers, slug="mistral", price="40.00")


def heart(client, slug, *, what="add", **headers):
    return client.post("/wishlist/change/", {what: slug, "next": "/categories/humidifiers/"}, headers=headers)


def names(wishlist):
    return list(wishlist.wishes.values_list("product__slug", flat=True))


def test_a_heart_without_the_script_saves_and_leads_back(visitor, sent, mistral):
    answer = heart(visitor, "mistral")

    assert (answer.status_code, answer["Location"]) == (302, "/categories/humidifiers/")
    page = visitor.get("/categories/humidifiers/").content.decode()
    assert "Mistral is on your wishlist." in page
    assert found(r'name="(\w+)" value="mistral" aria-pressed="true"', page) == "remove"
    (event,) = sent.of(WishlistChanged)
    assert (event.action, event.product_id, event.price, event.currency) == (
        "added",
        "mistral",
        "40.00",
        "EUR",
    )


def test_the_script_is_told_what_became_of_it(visitor, mistral):
    saved = heart(visitor, "mistral", accept="application/json").json()
    gone = heart(visitor, "mistral", what="remove", accept="application/json").json()

    assert saved == {"saved": True, "words": "Mistral is on your wishlist.", "count": 1}
    assert gone == {"saved": False, "words": "Mistral is off your wishlist.", "count": 0}


def test_asking_twice_for_the_same_changes_nothing_the_second_time(visitor, sent, mistral):
    heart(visitor, "mistral")
    heart(visitor, "mistral")
    assert Wish.objects.count() == 1

    heart(visitor, "mistral", what="remove")
    heart(visitor, "mistral", what="remove")

    assert not Wish.objects.exists()
    assert [event.action for event in sent.of(WishlistChanged)] == ["added", "removed"]


@pytest.mark.parametrize("slug", ["nothing-like-it", "", "mistral\0", "x" * 5_000])
def test_what_is_not_sold_can_not_be_saved(visitor, mistral, slug):
    Product.objects.update(is_active=False)

    answer = heart(visitor, slug, accept="application/json")

    assert (answer.status_code, answer.json()["words"]) == (409, "This product is not sold any more.")
    assert not Wish.objects.exists()


def test_a_list_holds_so_many_and_says_so(mistral, make_product, humidifiers, monkeypatch):
    monkeypatch.setattr(services, "MOST_WISHES", 1)
    wishlist = Wishlist.objects.create()
    make_product("Zephyr", humidifiers, slug="zephyr")
    services.wish_add(wishlist=wishlist, slug="mistral", now=NOW)

    with pytest.raises(CannotSave, match="it holds 1"):
        services.wish_add(wishlist=wishlist, slug="zephyr", now=NOW)

    assert names(wishlist) == ["mistral"]


@pytest.mark.parametrize(
    ("price", "words"),
    [("35.00", "€5.00 less than when you saved it"), ("41.50", "€1.50 more than when you saved it")],
)
def test_the_page_says_what_changed_since(visitor, mistral, price, words):
    heart(visitor, "mistral")
    assert "when you saved it" not in visitor.get("/wishlist/").content.decode()

    Variant.objects.update(price=Decimal(price))

    assert words in visitor.get("/wishlist/").content.decode()


def test_the_page_says_what_can_be_had(visitor, mistral, make_product, humidifiers):
    for slug, stock in (("zephyr", 0), ("gone", 1)):
        make_product(slug.title(), humidifiers, slug=slug, stock=stock)
    Variant.objects.create(product=mistral, sku="MISTRAL-2", price=50, stock=1, name="large")
    for slug in ("mistral", "zephyr", "gone"):
        heart(visitor, slug)
    Product.objects.filter(slug="gone").update(is_active=False)

    page = visitor.get("/wishlist/").content.decode()

    assert "Choose one" in page, "of several variants the shopper chooses"
    assert "Be told when it is back" in page
    assert "Not sold any more" in page
    assert "Move to cart" not in page


def test_an_empty_list_says_how_it_is_filled(visitor, db):
    assert "The heart beside every product" in visitor.get("/wishlist/").content.decode()


def test_a_wish_moves_into_the_cart(visitor, sent, mistral):
    heart(visitor, "mistral")

    visitor.post("/wishlist/cart/", {"product": "mistral"})

    assert CartLine.objects.get().variant.product == mistral
    assert not Wish.objects.exists()
    assert len(sent.of(ProductAdded)) == 1
    assert sent.of(WishlistChanged)[-1].action == "moved_to_cart"


def test_a_wish_that_can_not_be_bought_stays(visitor, mistral):
    heart(visitor, "mistral")
    Variant.objects.update(stock=0)

    page = visitor.post("/wishlist/cart/", {"product": "mistral"}, follow=True).content.decode()

    assert "That can&#x27;t be put into the cart just now." in page
    assert Wish.objects.count() == 1
    assert not CartLine.objects.exists()


def test_a_shared_list_shows_products_and_nothing_of_its_owner_but_the_name(
    client, visitor, shopper, mistral
):
    client.force_login(shopper)
    heart(client, "mistral")
    client.post("/wishlist/share/", {"share": "on"})
    link = found(r'value="[^"]*(/wishlist/shared/[^"]+)"', client.get("/wishlist/").content.decode())
    Variant.objects.update(price=Decimal("35.00"))

    answer = visitor.get(link)
    page = answer.content.decode()

    assert "Ada: a wishlist" in page
    assert "€35.00" in page
    assert "€5.00" not in page, "what it was saved at is the owner's"
    assert "ada@example.com" not in page
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "strict-origin")
    assert "canonical" not in page, "search engines are not told of its address"
    assert "og:url" not in page


def test_a_withdrawn_link_leads_nowhere_and_the_next_is_another(client, visitor, shopper, mistral):
    client.force_login(shopper)
    heart(client, "mistral")
    links = []
    for _ in range(2):
        client.post("/wishlist/share/", {"share": "on"})
        links.append(found(r"(/wishlist/shared/[^\"]+)\"", client.get("/wishlist/").content.decode()))
        client.post("/wishlist/share/", {"share": "off"})

    assert links[0] != links[1]
    assert {visitor.get(link).status_code for link in links} == {404}


def test_a_guests_list_becomes_the_accounts_at_login(visitor, shopper, mistral):
    heart(visitor, "mistral")
    visitor.post("/wishlist/share/", {"share": "on"})
    token = Wishlist.objects.get().share_token

    visitor.post("/account/login/", {"username": shopper.email, "password": "a-long-word-7"})

    mine = Wishlist.objects.get()
    assert (mine.user, mine.share_token, names(mine)) == (shopper, token, ["mistral"])
    assert SESSION_KEY not in visitor.session


def test_two_lists_become_one_at_login(visitor, shopper, mistral, make_product, humidifiers):
    make_product("Zephyr", humidifiers, slug="zephyr")
    mine = Wishlist.objects.create(user=shopper)
    services.wish_add(wishlist=mine, slug="mistral", now=NOW + timedelta(days=1))
    Variant.objects.update(price=Decimal("50.00"))
    for slug in ("mistral", "zephyr"):
        heart(visitor, slug)
    visitor.post("/wishlist/share/", {"share": "on"})

    visitor.post("/account/login/", {"username": shopper.email, "password": "a-long-word-7"})

    (merged,) = Wishlist.objects.all()
    assert (merged.user, merged.share_token) == (shopper, None), "the link was not given for these wishes"
    assert sorted(names(merged)) == ["mistral", "zephyr"]
    assert merged.wishes.get(product=mistral).saved_price == Decimal("50.00"), "the earlier day's price stays"


def test_a_session_never_reaches_an_accounts_list(visitor, shopper, mistral):
    mine = Wishlist.objects.create(user=shopper)
    services.wish_add(wishlist=mine, slug="mistral", now=NOW)
    heart(visitor, "mistral")
    session = visitor.session
    session[SESSION_KEY] = mine.pk
    session.save()

    assert "There is nothing on it yet" in visitor.get("/wishlist/").content.decode()


def test_hearts_cost_one_query_a_page_whatever_the_number_of_cards(
    visitor, mistral, make_product, humidifiers, django_assert_num_queries
):
    for number in range(12):
        make_product(f"Fan {number}", humidifiers)
    visitor.get("/categories/humidifiers/")
    heart(visitor, "mistral")
    visitor.get("/categories/humidifiers/")

    # Those of the page (see test_pages), the session, and one for all hearts.
    with django_assert_num_queries(8):
        visitor.get("/categories/humidifiers/")


def test_lists_that_guests_left_behind_go(shopper, mistral):
    for user, days in ((None, 31), (None, 29), (shopper, 400)):
        Wishlist.objects.create(user=user, updated_at=NOW - timedelta(days=days))

    assert services.guest_wishlists_delete(now=NOW) == 1

    assert Wishlist.objects.count() == 2


def test_forgetting_the_browser_takes_its_list(visitor, mistral):
    heart(visitor, "mistral")

    visitor.post("/privacy/forget/")

    assert not Wishlist.objects.exists()
    assert Session.objects.count() <= 1
