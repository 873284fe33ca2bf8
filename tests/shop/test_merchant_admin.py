"""The merchant's lists and forms: they open, cost a fixed number of queries, and lose no sale."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from promotions.models import Code, Synonym
from shop.checkout.services import order_place
from shop.models import PriceHistory, User, Variant
from tests.shop.carts import cart_with, checkout_of, sku_of
from tests.shop.checkout.steps import NOW, stock_of

LISTS = [
    "shop/product/", "shop/variant/", "shop/category/", "shop/order/", "shop/review/", "shop/user/",
    "promotions/promotion/", "promotions/code/", "promotions/synonym/",
]  # fmt: skip


@pytest.fixture
def merchant(db, client):
    user = User.objects.create_superuser("merchant@example.com", "a-long-word-7")
    client.force_login(user)
    return user


@pytest.fixture
def fill(make_product, humidifiers, make_promotion, make_review, monkeypatch):
    """Return a function that adds one more of everything."""
    monkeypatch.setattr("shop.tasks.order_confirmation_send.apply_async", lambda *_, **__: None)

    def more(number):
        product = make_product(f"Mistral {number}", humidifiers, slug=f"mistral-{number}", price="40.00")
        make_promotion(f"Deal {number}", percent=10)
        make_review(product, text=f"Fine, {number}.")
        Synonym.objects.create(words=[f"word{number}", f"other{number}"])
        Code.objects.create(
            text=f"CODE{number}",
            about="Off",
            percent=5,
            starts_at=NOW,
            ends_at=NOW.replace(year=NOW.year + 1),
        )
        order_place(checkout_of(cart_with((product, 1)), "40.00"), now=NOW)
        return product

    return more


def form_of(product, **changes):
    """The change form of a product as the page hands it out, with one variant."""
    variant = product.variants.get()
    return {
        "name": product.name, "slug": product.slug, "brand": product.brand, "category": product.category_id,
        "is_active": "on", "description": product.description, "attributes": "{}", "picture": "{}", "search_terms": "",
        "variants-TOTAL_FORMS": "1", "variants-INITIAL_FORMS": "1", "variants-0-id": variant.pk,
        "variants-0-product": product.pk, "variants-0-name": "", "variants-0-sku": variant.sku,
        "variants-0-price": variant.price, "variants-0-currency": "EUR", "variants-0-stock": variant.stock,
        "initial-variants-0-stock": variant.stock, "variants-0-position": 0, **changes,
    }  # fmt: skip


def test_every_list_opens_with_and_without_rows_at_the_same_cost(
    merchant, client, fill, django_assert_num_queries
):
    for path in LISTS:
        assert client.get(f"/admin/{path}").status_code == 200
    fill(1)
    fill(2)
    costs = {}
    for path in LISTS:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/admin/{path}")
        costs[path] = len(queries)
    for number in range(3, 9):
        fill(number)

    for path in LISTS:
        with django_assert_num_queries(costs[path]):
            client.get(f"/admin/{path}")


def test_money_stands_with_its_currency(merchant, client, fill):
    fill(1)

    assert "€40.00" in client.get("/admin/shop/product/").content.decode()
    assert "€40.00" in client.get("/admin/shop/order/").content.decode()
    assert "€40.00" in client.get("/admin/shop/variant/").content.decode()


def test_a_list_is_searched_by_what_a_merchant_has_at_hand(merchant, client, fill):
    product, _ = fill(1), fill(2)
    page = client.get("/admin/shop/variant/", {"q": sku_of(product)}).content.decode()

    assert "Mistral 1" in page
    assert "Mistral 2" not in page


def test_a_change_of_price_is_remembered_with_who_made_it(merchant, client, fill):
    product = fill(1)
    client.post(
        f"/admin/shop/product/{product.pk}/change/", form_of(product, **{"variants-0-price": "35.00"})
    )

    last = PriceHistory.objects.latest("since", "pk")
    assert (last.price, last.changed_by) == (Decimal("35.00"), merchant)
    page = client.get(f"/admin/shop/variant/{last.variant_id}/change/").content.decode()
    assert "€35.00" in page
    assert "merchant@example.com" in page


@pytest.mark.parametrize(("typed", "left"), [(9, 7), (14, 12), (0, 0)])
def test_what_was_sold_while_the_form_was_open_stays_sold(typed, left, merchant, client, fill):
    product = fill(1)
    form = form_of(product, **{"variants-0-stock": typed, "variants-0-price": "36.00"})
    order_place(checkout_of(cart_with((product, 2)), "80.00"), now=NOW)

    answer = client.post(f"/admin/shop/product/{product.pk}/change/", form)

    assert (answer.status_code, stock_of(product)) == (302, left)
    assert Variant.objects.get().price == Decimal("36.00")


def test_a_variants_own_form_keeps_sales_too_and_its_history_is_not_edited(merchant, client, fill):
    product = fill(1)
    variant = product.variants.get()
    client.post(
        f"/admin/shop/variant/{variant.pk}/change/",
        {
            "name": "", "sku": variant.sku, "price": "41.00", "currency": "EUR", "stock": 20, "initial-stock": 10,
            "position": 0, "price_history-TOTAL_FORMS": "0", "price_history-INITIAL_FORMS": "0",
        },
    )  # fmt: skip

    variant.refresh_from_db()
    assert (variant.stock, variant.price) == (19, Decimal("41.00"))
    assert PriceHistory.objects.latest("since", "pk").changed_by == merchant
