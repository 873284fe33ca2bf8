"""The lowest and the highest price of a listing: what is understood, what is refused, and what the page shows."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from shop.catalogue.limits import limits_in


def limits(query):
    return limits_in(dict(QueryDict(query).lists()))


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("price_from=20&price_to=50", {"price_from": "20", "price_to": "50"}),
        ("price_from=20.00&price_to=", {"price_from": "20"}),
        ("price_to=19,95", {"price_to": "19.95"}),
        ("price_to=€ 30", {"price_to": "30"}),
        ("price_from=0", {"price_from": "0"}),
        ("price_from=1&price_from=2", {"price_from": "2"}),
        ("price_from=50&price_to=20", {"price_from": "20", "price_to": "50"}),
        ("", {}),
    ],
)
def test_a_price_is_understood_as_people_write_it(query, chosen):
    found = limits(query)

    assert (dict(found.chosen), found.errors) == (chosen, ())


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("cheap", "“cheap” is not a price. Type a number such as 20 or 19.95."),
        ("1 or 1=1", "“1 or 1=1” is not a price. Type a number such as 20 or 19.95."),
        ("NaN", "“NaN” is not a price. Type a number such as 20 or 19.95."),
        ("-Infinity", "“-Infinity” is not a price. Type a number such as 20 or 19.95."),
        ("-5", "A price is never below zero."),
        ("1e30", "That is more than anything costs here."),
    ],
)
def test_what_is_no_price_stays_with_the_reason_and_limits_nothing(typed, reason):
    query = QueryDict(mutable=True)
    query["price_from"], query["price_to"] = typed, "50"

    found = limits_in(dict(query.lists()))

    lowest, highest = found.fields
    assert (lowest.text, lowest.error) == (typed, reason)
    assert (highest.text, highest.error) == ("50", "")
    assert dict(found.chosen) == {"price_to": "50"}


@pytest.fixture
def store(make_product, fans, humidifiers, make_promotion):
    """Fans from 10 to 60, the last one sold out; a humidifier for 60 that costs 30 under a promotion."""
    for price in (10, 20, 30, 40, 50, 60):
        make_product(f"Fan {price}", fans, price=f"{price}.00", stock=0 if price == 60 else 5)
    make_product("Mistral", humidifiers, price="60.00")
    make_promotion("Half off humidifiers", percent="50", categories=["humidifiers"])


def shown(page):
    return {card.price.now for card in page.context["listing"].cards}


def test_limits_hold_what_is_paid_and_both_ends_count(visitor, store):
    page = visitor.get("/categories/air-comfort/?price_from=20&price_to=30")

    assert shown(page) == {Decimal("20.00"), Decimal("30.00")}
    assert page.context["listing"].total == 3


def test_limits_are_chips_links_and_counts_like_any_choice(visitor, store):
    listing = visitor.get("/categories/fans/?price_from=20&price_to=60&stock=1&page=7").context["listing"]

    assert [(chip.label, chip.url) for chip in listing.filters.chips] == [
        ("In stock", "/categories/fans/?price_from=20&price_to=60"),
        ("From €20", "/categories/fans/?stock=1&price_to=60"),
        ("Up to €60", "/categories/fans/?stock=1&price_from=20"),
    ]
    assert listing.sorts[1].url == "/categories/fans/?stock=1&price_from=20&price_to=60&sort=price-up"
    prices = next(facet for facet in listing.filters.facets if facet.key == "price")
    assert {option.value: option.count for option in prices.options} == {"0-25": 1, "25-50": 2, "50-100": 1}
    in_stock = next(facet for facet in listing.filters.facets if facet.key == "stock")
    assert [option.count for option in in_stock.options] == [4]


def test_the_fields_stay_where_a_limit_leaves_one_band_alone(visitor, store):
    content = visitor.get("/categories/fans/?price_to=15").content.decode()

    assert 'name="price_to" value="15"' in content


def test_swapped_limits_stand_the_right_way_round(visitor, store):
    page = visitor.get("/categories/fans/?price_from=30&price_to=20")

    assert shown(page) == {Decimal("20.00"), Decimal("30.00")}
    assert 'name="price_from" value="20"' in page.content.decode()


def test_the_page_says_what_is_wrong_and_shows_what_it_can(visitor, store):
    page = visitor.get("/categories/fans/?price_from=<b>&price_to=20")

    content = page.content.decode()
    assert shown(page) == {Decimal("10.00"), Decimal("20.00")}
    assert 'value="&lt;b&gt;"' in content
    assert 'aria-invalid="true" aria-describedby="price_from-error"' in content
    assert "“&lt;b&gt;” is not a price." in content
    # On a phone the filters are folded away, and the reason must not be.
    assert '<details class="filters" data-keep-open="filters" open>' in content


def test_sold_out_products_stay_last_within_limits(visitor, store):
    cards = visitor.get("/categories/fans/?price_from=40&sort=price-down").context["listing"].cards

    assert [card.name for card in cards] == ["Fan 50", "Fan 40", "Fan 60"]
