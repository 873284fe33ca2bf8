"""Everything that costs less just now, with the filters and orders of any listing."""

import pytest


@pytest.fixture
def store(make_product, humidifiers, fans, make_promotion, make_review):
    """Two humidifiers at half price, one of them sold out; a fan a tenth off, and one at its usual price."""
    make_product("Mistral", humidifiers, slug="mistral", price="60.00")
    make_product("Sirocco", humidifiers, slug="sirocco", price="20.00", stock=0)
    make_product("Zephyr", fans, slug="zephyr", price="90.00", brand="Aerloft")
    make_product("Plain", fans, slug="plain")
    make_review(fans.products.get(slug="zephyr"), rating=5)
    return {
        "half": make_promotion("Half off humidifiers", percent="50", categories=["humidifiers"]),
        "tenth": make_promotion("A tenth off Zephyr", percent="10", products=["zephyr"]),
    }


def slugs(page):
    return [card.slug for card in page.context["listing"].cards]


def test_what_is_reduced_most_comes_first_and_what_is_gone_last(visitor, store):
    page = visitor.get("/deals/")

    assert slugs(page) == ["mistral", "zephyr", "sirocco"]
    assert page.context["listing"].sort_label == "Biggest reduction"


def test_each_card_names_the_promotion_that_makes_its_price(visitor, store):
    content = visitor.get("/deals/").content.decode()

    assert content.count(f'data-promotion="{store["half"].pk}"') == 2
    assert f'href="/deals/?deal={store["half"].pk}">Half off humidifiers</a>' in content


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("category=humidifiers", ["mistral", "sirocco"]),
        ("category=humidifiers&stock=1", ["mistral"]),
        ("brand=Aerloft", ["zephyr"]),
        ("rating=4", ["zephyr"]),
        ("price_from=10&price_to=30", ["mistral", "sirocco"]),
        ("sort=price-down", ["zephyr", "mistral", "sirocco"]),
    ],
)
def test_deals_are_filtered_and_sorted(query, expected, visitor, store):
    assert slugs(visitor.get(f"/deals/?{query}")) == expected


def test_filters_have_counts_and_chips_lead_back(visitor, store):
    filters = visitor.get("/deals/?category=fans").context["listing"].filters

    categories = next(facet for facet in filters.facets if facet.key == "category")
    assert {option.value: option.count for option in categories.options} == {"humidifiers": 2, "fans": 1}
    assert [(chip.label, chip.url) for chip in filters.chips] == [("Fans", "/deals/")]


def test_the_biggest_reduction_is_an_order_of_deals_alone(visitor, store):
    offered = [link.label for link in visitor.get("/categories/fans/").context["listing"].sorts]

    assert "Biggest reduction" not in offered


def test_without_promotions_the_page_says_so(visitor, make_product, fans):
    make_product("Plain", fans)

    assert "No deals are running just now." in visitor.get("/deals/").content.decode()
