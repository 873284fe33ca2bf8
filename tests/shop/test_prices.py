"""What a thing costs: pure, without a database."""

from decimal import Decimal

import pytest

from shop.pricing.prices import Item, Price, best_price
from tests.shop.conftest import offer


def item(price="40.00", currency="EUR"):
    return Item(
        product="mistral",
        categories=frozenset({"humidifiers", "air-comfort"}),
        price=Decimal(price),
        currency=currency,
    )


def test_without_offers_the_price_is_as_it_stands():
    assert best_price(item(), []) == Price(now=Decimal("40.00"), currency="EUR")


@pytest.mark.parametrize(
    ("targets", "covers"),
    [
        ({"products": ["mistral"]}, True),
        ({"categories": ["humidifiers"]}, True),
        ({"categories": ["air-comfort"]}, True),
        ({"categories": ["kettles"], "products": ["sirocco"]}, False),
        ({}, False),
    ],
)
def test_an_offer_covers_product_kind_and_department(targets, covers):
    price = best_price(item(), [offer(percent="25", **targets)])

    assert price.now == (Decimal("30.00") if covers else Decimal("40.00"))


@pytest.mark.parametrize(
    ("price", "percent", "now"),
    [
        ("10.10", "25", "7.58"),  # 7.575
        ("0.30", "50", "0.15"),
        ("0.01", "50", "0.01"),  # 0.005 is half a cent, which rounds up
        ("19.99", "12.5", "17.49"),  # 17.49125
        ("1.00", "99.9", "0.01"),  # 0.001 would be free
    ],
)
def test_half_cents_round_up_and_nothing_is_free(price, percent, now):
    assert best_price(item(price), [offer(percent=percent, products=["mistral"])]).now == Decimal(now)


def test_an_amount_never_takes_more_than_all_but_a_cent():
    assert best_price(item("5.00"), [offer(amount="8.00", products=["mistral"])]).now == Decimal("0.01")


def test_an_amount_counts_in_its_own_currency_only():
    euros = offer(amount="8.00", products=["mistral"], currency="EUR")

    assert best_price(item(currency="GBP"), [euros]).offer is None


def test_the_best_single_offer_counts_and_reductions_do_not_add_up():
    ten, twenty = (
        offer(1, percent="10", products=["mistral"]),
        offer(2, amount="8.00", categories=["humidifiers"]),
    )

    price = best_price(item(), [ten, twenty])

    assert price == Price(now=Decimal("32.00"), currency="EUR", before=Decimal("40.00"), offer=twenty)


def test_among_equal_offers_the_higher_priority_is_named():
    low, high = (
        offer(1, percent="20", products=["mistral"]),
        offer(2, percent="20", products=["mistral"], priority=5),
    )

    assert best_price(item(), [low, high]).offer == high


def test_an_offer_that_lowers_nothing_is_not_named():
    price = best_price(item("0.01"), [offer(percent="10", products=["mistral"])])

    assert (price.before, price.offer, price.percent_off) == (None, None, 0)


@pytest.mark.parametrize(
    ("price", "percent", "shown"),
    [("292.02", "20", 20), ("93.98", "20", 20), ("19.99", "12.5", 12), ("40.00", "19.9", 19)],
)
def test_the_percent_shown_promises_no_more_than_is_given(price, percent, shown):
    assert best_price(item(price), [offer(percent=percent, products=["mistral"])]).percent_off == shown
