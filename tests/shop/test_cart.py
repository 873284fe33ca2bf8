"""The cart: what goes in, what it says, what it costs, and whose it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from promotions.models import Code
from shop.cart.services import GUEST_CART_LIFE, guest_carts_delete
from shop.models import Cart, CartLine, Product, Variant
from shop.models.orders import MAX_QUANTITY
from tests.shop.carts import cart_with, sku_of
from tests.shop.conftest import BROWSER
from tracking.events import CartViewed, CouponApplied, CouponDenied, PageViewed, ProductAdded, ProductRemoved


@pytest.fixture
def mistral(make_product, humidifiers):
    return make_product("Mistral", humidifiers, slug="mistral", price="40.00", stock=10)


@pytest.fixture
def sirocco(make_product, fans):
    return make_product("Sirocco", fans, slug="sirocco", price="19.99", stock=10)


@pytest.fixture
def welcome(db):
    now = timezone.now()
    return Code.objects.create(
        text="WELCOME10",
        about="10 % off",
        percent=10,
        starts_at=now - timedelta(1),
        ends_at=now + timedelta(1),
    )


def put_in(visitor, product, quantity=1, **headers):
    return visitor.post("/cart/add/", {"sku": sku_of(product), "quantity": quantity}, headers=headers)


def change(visitor, product, quantity):
    number = Variant.objects.get(product=product).pk
    return visitor.post(f"/cart/lines/{number}/", {"quantity": quantity}, follow=True)


def basket(visitor):
    return visitor.get("/cart/").context["basket"]


def quantities(visitor):
    return {line.product: line.quantity for line in basket(visitor).lines}


def test_an_empty_cart_says_so_and_sends_no_cart_viewed(visitor, sent):
    page = visitor.get("/cart/")

    assert "nothing in it yet" in page.content.decode()
    assert (len(sent.of(PageViewed)), sent.of(CartViewed)) == (1, [])
    assert Cart.objects.count() == 0


def test_a_product_goes_into_the_cart_and_is_told(visitor, sent, mistral):
    answer = put_in(visitor, mistral, 2)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/cart/")
    (event,) = sent.of(ProductAdded)
    assert (event.product_id, event.sku, event.quantity, event.price, event.currency, event.category) == (
        "mistral",
        sku_of(mistral),
        2,
        "40.00",
        "EUR",
        "humidifiers",
    )
    content = visitor.get("/cart/").content.decode()
    assert "Mistral is in your cart." in content
    assert "€80.00" in content


def test_htmx_gets_the_count_and_a_word_instead_of_a_page(visitor, mistral):
    answer = put_in(visitor, mistral, 3, hx_request="true").content.decode()

    assert "Mistral is in your cart." in answer
    assert 'id="cart-link"' in answer
    assert 'hx-swap-oob="true"' in answer
    assert '<span class="cart-count">3' in answer
    assert "<html" not in answer


def test_a_cart_needs_no_consent_and_no_visitor_cookie(db, mistral, settings):
    settings.TRACKING_CONSENT_MODE = "opt-in"
    visitor = Client(headers={"user-agent": BROWSER})

    put_in(visitor, mistral)

    assert "visitor" not in visitor.cookies
    assert quantities(visitor) == {"mistral": 1}


def test_a_cart_belongs_to_its_browser(visitor, mistral):
    put_in(visitor, mistral)

    assert quantities(Client(headers={"user-agent": BROWSER})) == {}


def test_the_same_product_again_makes_one_line(visitor, mistral):
    put_in(visitor, mistral, 2)
    put_in(visitor, mistral, 3)

    assert quantities(visitor) == {"mistral": 5}


@pytest.mark.parametrize(("stock", "wanted", "kept"), [(3, 9, 3), (500, 99, MAX_QUANTITY)])
def test_no_more_goes_in_than_there_is_or_than_may_be_bought(stock, wanted, kept, visitor, mistral):
    Variant.objects.update(stock=stock)

    first = put_in(visitor, mistral, wanted, hx_request="true").content.decode()
    again = put_in(visitor, mistral, 1, hx_request="true").content.decode()

    assert quantities(visitor) == {"mistral": kept}
    assert f"{kept} is as many as you can have." in first
    assert f"You have {kept} × Mistral in your cart already." in again


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda: Variant.objects.update(stock=0), "Mistral is sold out."),
        (lambda: Product.objects.update(is_active=False), "not sold any more"),
    ],
)
def test_what_cannot_be_had_does_not_go_in(spoil, words, visitor, sent, mistral):
    spoil()

    put_in(visitor, mistral)

    assert words in visitor.get("/cart/").content.decode()
    assert (CartLine.objects.count(), sent.of(ProductAdded)) == (0, [])


@pytest.mark.parametrize("sku", ["", "NOPE", "a\0b", "'; --"])
def test_an_unknown_article_is_refused_kindly(sku, visitor):
    answer = visitor.post("/cart/add/", {"sku": sku, "quantity": "x"}, follow=True)

    assert (answer.status_code, "not sold any more" in answer.content.decode()) == (200, True)


def test_a_cart_holds_one_currency(visitor, mistral, sirocco):
    Variant.objects.filter(product=sirocco).update(currency="GBP")
    put_in(visitor, mistral)

    put_in(visitor, sirocco)

    page = visitor.get("/cart/")
    assert "sold in GBP: order it by itself" in page.content.decode()
    assert page.context["basket"].total == Decimal("40.00")


@pytest.mark.parametrize(
    ("asked", "kept", "event", "by"),
    [("5", 5, ProductAdded, 3), ("1", 1, ProductRemoved, 1), ("50", 10, ProductAdded, 8), ("2", 2, None, 0)],
)
def test_a_quantity_is_changed_within_limits_and_told(asked, kept, event, by, visitor, sent, mistral):
    put_in(visitor, mistral, 2)
    sent.clear()

    change(visitor, mistral, asked)

    assert quantities(visitor) == {"mistral": kept}
    assert [e.quantity for e in sent.of((ProductAdded, ProductRemoved))] == ([by] if event else [])
    assert event is None or len(sent.of(event)) == 1


@pytest.mark.parametrize("nonsense", ["", "-1", "1.5", "²", "x"])
def test_nonsense_changes_nothing(nonsense, visitor, mistral):
    put_in(visitor, mistral, 2)

    assert change(visitor, mistral, nonsense).status_code == 200
    assert quantities(visitor) == {"mistral": 2}


def test_nothing_wanted_takes_it_out(visitor, sent, mistral):
    put_in(visitor, mistral, 2)

    page = change(visitor, mistral, 0)

    assert "Mistral is out of your cart." in page.content.decode()
    assert [event.quantity for event in sent.of(ProductRemoved)] == [2]
    assert CartLine.objects.count() == 0


def test_nobody_changes_anothers_cart(visitor, mistral):
    put_in(visitor, mistral, 2)

    change(Client(headers={"user-agent": BROWSER}), mistral, 9)

    assert quantities(visitor) == {"mistral": 2}


def test_each_line_has_its_best_promotion_and_says_which(visitor, mistral, sirocco, make_promotion):
    make_promotion("A tenth off", percent="10", categories=["air-comfort"])
    make_promotion("A third off fans", percent="33.3", categories=["fans"])
    put_in(visitor, mistral)
    put_in(visitor, sirocco, 3)

    page = visitor.get("/cart/")

    shown = page.context["basket"]
    # 19.99 × 0.667 = 13.33333 → 13.33 a piece, 39.99 for three.
    assert [(line.price.now, line.total, line.price.offer.title) for line in shown.lines] == [
        (Decimal("36.00"), Decimal("36.00"), "A tenth off"),
        (Decimal("13.33"), Decimal("39.99"), "A third off fans"),
    ]
    assert (shown.subtotal, shown.savings) == (Decimal("75.99"), Decimal("23.98"))
    assert "A third off fans" in page.content.decode()


def test_the_cart_viewed_carries_lines_and_total(visitor, sent, mistral, make_promotion):
    promotion = make_promotion("A tenth off", percent="10", categories=["humidifiers"])
    put_in(visitor, mistral, 2)

    visitor.get("/cart/")

    (event,) = sent.of(CartViewed)
    (product,) = event.products
    assert (event.total, event.currency) == ("72.00", "EUR")
    assert (product.product_id, product.price, product.quantity, product.promotion_id) == (
        "mistral",
        "36.00",
        2,
        promotion.pk,
    )


def test_a_changed_price_is_said_until_the_quantity_is_touched(visitor, mistral):
    put_in(visitor, mistral)
    Variant.objects.update(price=Decimal("44.50"))

    changed = visitor.get("/cart/").content.decode()
    change(visitor, mistral, 1)
    seen = visitor.get("/cart/").content.decode()

    assert "it was €40.00 when you put it in" in changed
    assert "€44.50" in changed
    assert "when you put it in" not in seen


@pytest.mark.parametrize(
    ("left", "words"), [(0, "Sold out. Remove it"), (1, "Only 1 left. Lower the quantity")]
)
def test_what_ran_out_is_said_and_stops_the_checkout(left, words, visitor, mistral):
    put_in(visitor, mistral, 2)
    Variant.objects.update(stock=left)

    content = visitor.get("/cart/").content.decode()

    assert words in content
    assert "Go to checkout" not in content
    assert visitor.get("/checkout/").headers["Location"] == "/cart/"


def test_what_is_not_sold_any_more_is_sold_out(visitor, mistral):
    put_in(visitor, mistral)
    Product.objects.update(is_active=False)

    assert [line.stock for line in basket(visitor).lines] == [0]


def test_a_code_comes_off_after_the_promotions(visitor, sent, mistral, welcome, make_promotion):
    make_promotion("A tenth off", percent="10", categories=["humidifiers"])
    put_in(visitor, mistral)

    page = visitor.post("/cart/code/", {"code": "welcome 10"}, follow=True)

    shown = page.context["basket"]
    assert (shown.subtotal, shown.discount, shown.total) == (
        Decimal("36.00"),
        Decimal("3.60"),
        Decimal("32.40"),
    )
    (event,) = sent.of(CouponApplied)
    assert (event.coupon, event.discount, event.currency) == ("WELCOME10", "3.60", "EUR")
    assert "WELCOME10 is on your order: 10 % off." in page.content.decode()


def test_a_code_can_be_taken_off(visitor, mistral, welcome):
    put_in(visitor, mistral)
    visitor.post("/cart/code/", {"code": "WELCOME10"})

    visitor.post("/cart/code/", {"code": ""})

    assert basket(visitor).total == Decimal("40.00")


def test_a_code_that_fails_says_why_beside_the_field_and_leaves_the_old_one(visitor, sent, mistral, welcome):
    put_in(visitor, mistral)
    visitor.post("/cart/code/", {"code": "WELCOME10"})

    page = visitor.post("/cart/code/", {"code": "<b>nope"})

    content = page.content.decode()
    assert 'data-reason="unknown">There is no code &lt;B&gt;NOPE. Check its spelling.' in content
    assert 'aria-describedby="code-error"' in content
    assert [(event.coupon, event.reason) for event in sent.of(CouponDenied)] == [("<B>NOPE", "unknown")]
    assert basket(visitor).grant.text == "WELCOME10"


def test_a_code_that_ended_meanwhile_is_said(visitor, mistral, welcome):
    put_in(visitor, mistral)
    visitor.post("/cart/code/", {"code": "WELCOME10"})
    Code.objects.update(ends_at=timezone.now())

    page = visitor.get("/cart/")

    assert 'data-reason="expired"' in page.content.decode()
    assert page.context["basket"].total == Decimal("40.00")


def test_logging_in_brings_the_browsers_cart_to_the_accounts(visitor, shopper, mistral, sirocco, welcome):
    at_home = Client(headers={"user-agent": BROWSER})
    at_home.force_login(shopper)
    put_in(at_home, mistral, 2)
    put_in(visitor, mistral, 5)
    put_in(visitor, sirocco, 1)
    visitor.post("/cart/code/", {"code": "WELCOME10"})

    visitor.post("/account/login/", {"username": "ada@example.com", "password": "a-long-word-7"})

    assert quantities(visitor) == quantities(at_home) == {"mistral": 5, "sirocco": 1}
    assert basket(at_home).grant.text == "WELCOME10"
    assert [cart.user for cart in Cart.objects.all()] == [shopper]


def test_signing_up_takes_the_cart_along_and_logging_out_leaves_it_with_the_account(visitor, mistral):
    put_in(visitor, mistral)
    visitor.post("/account/signup/", {"name": "", "email": "kim@example.com", "password": "a-long-word-7"})
    member = quantities(visitor)

    visitor.post("/account/logout/")

    assert (member, quantities(visitor)) == ({"mistral": 1}, {})
    assert Cart.objects.get(user__email="kim@example.com").lines.count() == 1


def test_a_visitor_without_a_cart_costs_no_query_for_it(visitor, django_assert_num_queries):
    with django_assert_num_queries(1):
        visitor.get("/account/login/")


def test_the_cart_page_costs_the_same_for_one_line_and_for_many(
    visitor, make_product, humidifiers, django_assert_num_queries
):
    for number in range(6):
        put_in(visitor, make_product(f"Humidifier {number}", humidifiers))
    visitor.get("/cart/")

    # One of them asks what goes with it all.
    with django_assert_num_queries(6):
        visitor.get("/cart/")


# Carts left behind


def test_guests_old_carts_go_and_no_others(mistral, shopper):
    now = timezone.now()
    old, recent, account = cart_with((mistral, 1)), cart_with((mistral, 1)), cart_with(user=shopper)
    Cart.objects.filter(pk__in=[old.pk, account.pk]).update(updated_at=now - GUEST_CART_LIFE - timedelta(1))
    Cart.objects.filter(pk=recent.pk).update(updated_at=now - GUEST_CART_LIFE + timedelta(1))

    assert [guest_carts_delete(now=now) for _ in range(2)] == [1, 0]
    assert set(Cart.objects.all()) == {recent, account}


def test_a_guest_whose_cart_is_gone_starts_a_new_one(visitor, mistral):
    visitor.post("/cart/add/", {"sku": sku_of(mistral)})
    Cart.objects.all().delete()

    assert "There is nothing in it yet." in visitor.get("/cart/").content.decode()
    visitor.post("/cart/add/", {"sku": sku_of(mistral)})
    assert "Mistral" in visitor.get("/cart/").content.decode()
