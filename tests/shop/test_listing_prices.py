"""Prices computed by the database agree with those on the cards."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from shop.catalogue.cards import card_of
from shop.catalogue.census import priced
from shop.catalogue.listing import listing_of
from shop.catalogue.selectors import products_listed
from shop.models import Variant
from shop.pricing.expressions import effective_price
from tests.shop.conftest import offer


@pytest.mark.parametrize("price", ["0.01", "0.30", "7.77", "10.10", "19.99", "292.02", "1299.00"])
def test_sql_and_python_give_the_same_price(price, make_product, humidifiers):
    product = make_product("Mistral", humidifiers, price=price)
    offers = (
        offer(1, percent="12.5", categories=["air-comfort"]),
        offer(2, percent="25", categories=["fans"]),
        offer(3, amount="8.00", products=[product.slug]),
        offer(4, amount="500.00", categories=["humidifiers"], currency="GBP"),
        offer(5, percent="33.3", categories=["humidifiers"]),
    )

    row = products_listed().annotate(effective=effective_price(offers)).get()

    assert row.effective == card_of(row, offers).price.now


def test_a_listing_by_price_follows_the_prices_shown(make_product, humidifiers, fans):
    make_product("Reduced to 30", humidifiers, price="60.00")
    make_product("For 40", fans, price="40.00")
    make_product("For 20 but gone", fans, price="20.00", stock=0)

    listing = listing_of(
        products=products_listed(),
        offers=(offer(percent="50", categories=["humidifiers"]),),
        path="/",
        query=QueryDict("sort=price-up"),
        default_sort="newest",
    )

    assert [(card.name, card.price.now) for card in listing.cards] == [
        ("Reduced to 30", Decimal("30.00")),
        ("For 40", Decimal("40.00")),
        ("For 20 but gone", Decimal("20.00")),
    ]


@pytest.mark.parametrize("percent", ["50", "1", "99", "33.3"])
def test_a_percentage_alone_is_not_rounded_away(percent, make_product, humidifiers):
    make_product("Mistral", humidifiers, price="60.00")
    offers = (offer(percent=percent, categories=["humidifiers"]),)

    row = products_listed().annotate(effective=effective_price(offers)).get()

    assert row.effective == card_of(row, offers).price.now


def test_the_statement_names_the_price_as_often_however_many_promotions_run(db):
    """Each mention is a subquery that Django compiles anew: with one for each promotion that took 0.15 s a page."""

    def mentions(count):
        offers = [offer(n, percent=str(n), categories=[f"kind-{n}"]) for n in range(1, count + 1)]
        offers += [offer(n, amount=str(n), products=[f"product-{n}"]) for n in range(1, count + 1)]
        return str(priced(products_listed(), tuple(offers)).query).count('FROM "shop_variant"')

    assert mentions(40) == mentions(1)


def test_a_card_shows_the_cheapest_variant_that_can_be_had(make_product, humidifiers):
    product = make_product("Mistral", humidifiers, price="30.00", stock=0)
    Variant.objects.create(product=product, sku="B", name="Sand", price=Decimal("45.00"), stock=2)
    Variant.objects.create(product=product, sku="C", name="Ink", price=Decimal("35.00"), stock=1)

    row = products_listed().get()
    card = card_of(row, ())

    assert (row.list_price, card.price.now, card.has_range, card.in_stock) == (
        Decimal("35.00"),
        Decimal("35.00"),
        True,
        True,
    )


def test_a_product_without_variants_is_not_listed(make_product, humidifiers):
    product = make_product("Mistral", humidifiers)
    product.variants.all().delete()

    assert not products_listed().exists()
