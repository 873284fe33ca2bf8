"""What is bought together: counting it, and showing it on the product's page and in the cart."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from shop.models import CartLine, Order, OrderLine, OrderStatus, Product, ProductPair, Variant
from shop.together import counting
from shop.together.counting import SUPPORT, WINDOW, pairs_count
from tests.shop.carts import sku_of
from tracking.events import ProductAdded

NOW = timezone.now()


@pytest.fixture
def shelf(make_product, fans):
    """Four products by slug, none of the same department's other rows."""
    return {
        slug: make_product(slug.title(), fans, slug=slug, price=price)
        for slug, price in {"lamp": "30.00", "bulb": "5.00", "shade": "12.00", "everything": "1.00"}.items()
    }


def order(*products, days_ago=1, status=OrderStatus.DELIVERED, user=None):
    """Write an order of one each, as history."""
    total = Decimal(len(products))
    placed = Order.objects.create(
        name="Ada", street="Elm Lane 1", postcode="1012", city="Amsterdam", country="NL", user=user,
        idempotency_key=uuid4(), email="" if user is None else user.email, status=status, currency="EUR",
        subtotal=total, total=total, created_at=NOW - timedelta(days=days_ago),
        refunded_at=NOW if status == OrderStatus.REFUNDED else None,
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(
            order=placed, product=product.slug, product_number=product.pk, variant_number=1, sku="S",
            name=product.name, brand=product.brand, category="fans", quantity=1, usual_price=1, price=1, total=1,
        )
        for product in products
    )  # fmt: skip


def orders(number, *products, **fields):
    for _ in range(number):
        order(*products, **fields)


def pairs():
    pairs_count(now=NOW)
    return {(pair.product.slug, pair.other.slug): pair.orders for pair in ProductPair.objects.all()}


def bundle(client, slug):
    """Return the names in the product's bundle, and its sum."""
    page = client.get(f"/products/{slug}/").context["bundle"]
    return ([part.card.slug for part in page.parts], page.total) if page else None


def test_pairs_are_counted_both_ways_from_enough_orders(shelf):
    orders(SUPPORT, shelf["lamp"], shelf["bulb"])
    orders(SUPPORT - 1, shelf["lamp"], shelf["shade"])
    orders(40, shelf["everything"])

    assert pairs() == {("lamp", "bulb"): SUPPORT, ("bulb", "lamp"): SUPPORT}


def test_what_everybody_buys_goes_with_nothing(shelf):
    for slug in ("lamp", "bulb", "shade"):
        orders(5, shelf[slug], shelf["everything"])

    assert pairs() == {}, "three of four hold it whatever else they hold"


def test_what_chance_would_do_as_well_is_no_pair(shelf):
    orders(5, shelf["lamp"], shelf["bulb"])
    for slug in ("lamp", "bulb"):
        orders(15, shelf[slug])
    orders(65, shelf["everything"])

    assert pairs() == {}, "five where four are to be expected"


def test_figures_are_those_of_the_books(shelf):
    orders(6, shelf["lamp"], shelf["bulb"])
    orders(2, shelf["lamp"])
    orders(12, shelf["everything"])
    pairs_count(now=NOW)

    pair = ProductPair.objects.get(product=shelf["lamp"])

    assert pair.cosine == pytest.approx(6 / (8 * 6) ** 0.5)
    assert pair.lift == pytest.approx(6 * 20 / (8 * 6))


def test_what_was_taken_back_is_long_ago_or_a_resellers_counts_nothing(shelf, monkeypatch):
    lamp, bulb, shade = shelf["lamp"], shelf["bulb"], shelf["shade"]
    orders(5, lamp, bulb, status=OrderStatus.REFUNDED)
    orders(5, lamp, bulb, days_ago=WINDOW.days + 1)
    monkeypatch.setattr(counting, "LARGEST", 2)
    orders(5, lamp, bulb, shade)
    orders(40, shelf["everything"])

    assert pairs() == {}


def test_the_same_product_twice_in_an_order_is_once(shelf):
    orders(SUPPORT, shelf["lamp"], shelf["bulb"], shelf["bulb"])
    orders(40, shelf["everything"])

    assert pairs()["lamp", "bulb"] == SUPPORT


def test_counting_again_replaces_what_was_counted(shelf):
    orders(SUPPORT, shelf["lamp"], shelf["bulb"])
    orders(40, shelf["everything"])
    assert pairs() == pairs() != {}

    Order.objects.all().delete()

    assert pairs() == {}


def test_orders_of_erased_people_count_as_before(shelf, shopper):
    orders(SUPPORT, shelf["lamp"], shelf["bulb"], user=shopper)
    orders(40, shelf["everything"])
    before = pairs()

    Order.objects.update(user=None, email="", name="")

    assert pairs() == before != {}


@pytest.fixture
def counted(shelf):
    orders(9, shelf["lamp"], shelf["bulb"])
    orders(5, shelf["lamp"], shelf["shade"])
    orders(60, shelf["everything"])
    pairs_count(now=NOW)
    return shelf


def test_the_page_offers_them_with_the_sum(visitor, counted):
    assert bundle(visitor, "lamp") == (["lamp", "bulb", "shade"], Decimal("47.00"))
    page = visitor.get("/products/lamp/").content.decode()
    assert "Often bought together" in page
    assert "€47.00" in page
    assert bundle(visitor, "everything") is None


def test_what_is_in_the_cart_or_sold_out_is_left_out(visitor, counted):
    visitor.post("/cart/add/", {"sku": sku_of(counted["bulb"])})
    assert bundle(visitor, "lamp") == (["lamp", "shade"], Decimal("42.00"))

    Variant.objects.filter(product=counted["shade"]).update(stock=0)
    assert bundle(visitor, "lamp") is None


@pytest.mark.parametrize("change", [{"stock": 0}, {"currency": "GBP"}])
def test_what_can_not_be_had_itself_or_costs_other_money_is_in_no_bundle(visitor, counted, change):
    Variant.objects.filter(product=counted["lamp"]).update(**change)

    assert bundle(visitor, "lamp") is None


def test_a_product_that_is_not_sold_any_more_is_not_offered(visitor, counted):
    Product.objects.filter(slug="bulb").update(is_active=False)

    assert bundle(visitor, "lamp") == (["lamp", "shade"], Decimal("42.00"))


def test_all_of_it_goes_into_the_cart_at_once(visitor, sent, counted):
    page = visitor.get("/products/lamp/").content.decode()
    skus = re.findall(r'<input type="hidden" name="sku" value="([^"]+)"', page.partition("together-title")[2])

    answer = visitor.post("/cart/add-together/", {"sku": skus}, follow=True)

    assert "Lamp, Bulb and Shade are in your cart." in answer.content.decode()
    assert CartLine.objects.count() == 3
    assert len(sent.of(ProductAdded)) == 3


def test_what_sold_out_meanwhile_keeps_nothing_else_out(visitor, counted):
    Variant.objects.filter(product=counted["bulb"]).update(stock=0)
    skus = [sku_of(counted[slug]) for slug in ("lamp", "bulb", "shade")]

    page = visitor.post("/cart/add-together/", {"sku": [*skus, "no-such-thing\0"]}, follow=True)

    content = page.content.decode()
    assert "Bulb is sold out." in content
    assert "Lamp and Shade are in your cart." in content


def test_the_cart_offers_what_goes_with_all_of_it(visitor, counted):
    visitor.post("/cart/add/", {"sku": sku_of(counted["bulb"])})
    assert [card.slug for card in visitor.get("/cart/").context["beside"]] == ["lamp"]

    visitor.post("/cart/add/", {"sku": sku_of(counted["lamp"])})
    assert [card.slug for card in visitor.get("/cart/").context["beside"]] == ["shade"]
