"""Filters of listings: counts, chips, addresses, and the answers to htmx."""

from collections import Counter
from decimal import Decimal
from itertools import product as combinations

import pytest
from django.http import QueryDict

from shop.catalogue import facets
from shop.catalogue.cards import card_of
from shop.catalogue.facets import Group, chosen_in, facets_of, total_of
from shop.catalogue.limits import LIMITS
from shop.catalogue.listing import listing_of
from shop.catalogue.selectors import products_listed
from tests.shop.conftest import offer
from tracking.events import PageViewed, ProductsSearched

HTMX = {"HX-Request": "true"}


def group(count, category="fans", brand="Norrvik", band="25-50", stock=True, reduced=False):
    values = {
        "category": (category,),
        "brand": (brand,),
        "price": (band,),
        "stock": ("1",) if stock else (),
        "offer": ("1",) if reduced else (),
    }
    return Group(values, count)


def counts(facets, key):
    return {
        option.value: option.count
        for facet in facets
        if facet.key == key
        for option in (*facet.options, *facet.more)
    }


@pytest.fixture
def store(make_product, humidifiers, fans, make_review):
    """24 products: two kinds, three brands, four prices; every third sold out; every other one with a review, from one
    star to five."""
    brands, prices = ("Norrvik", "Aerloft", "Cirrona"), ("19.00", "30.00", "60.00", "120.00")
    for number, (kind, brand, price) in enumerate(combinations((humidifiers, fans), brands, prices)):
        product = make_product(f"Thing {number}", kind, brand=brand, price=price, stock=number % 3)
        if number % 2:
            make_review(product, rating=number // 2 % 5 + 1)


OFFERS = (offer(percent="50", categories=["humidifiers"]),)


def listing(query):
    return listing_of(
        products=products_listed(),
        offers=OFFERS,
        path="/categories/air-comfort/",
        query=QueryDict(query),
        default_sort="newest",
    )


def test_a_count_respects_the_other_facets_and_not_its_own():
    groups = [group(3, brand="A"), group(2, brand="B"), group(5, brand="B", category="heaters")]

    found = facets_of(groups, {"brand": ("B",)}, {})

    assert counts(found, "brand") == {"B": 7, "A": 3}
    assert counts(found, "category") == {"heaters": 5, "fans": 2}


def test_values_of_a_facet_add_up_and_facets_narrow():
    groups = [group(3, brand="A"), group(2, brand="B"), group(5, brand="C"), group(7, brand="A", stock=False)]

    assert total_of(groups, {"brand": ("A", "B"), "stock": ("1",)}) == 5


def test_a_group_may_have_several_values_of_a_facet():
    """As a rating of four stars and more has."""
    groups = [Group({"brand": ("A", "B")}, 2), Group({"brand": ("B",)}, 1)]

    assert counts(facets_of(groups, {}, {}), "brand") == {"B": 3, "A": 2}


def test_a_facet_that_tells_nothing_apart_is_not_shown():
    found = facets_of([group(3), group(2, band="0-25")], {}, {"fans": "Fans"})

    assert [facet.key for facet in found] == ["price"]


def test_a_chosen_value_stays_even_when_nothing_has_it():
    found = facets_of([group(3)], {"brand": ("Gone",)}, {})

    assert counts(found, "brand") == {"Norrvik": 3, "Gone": 0}


def test_many_values_show_the_most_frequent_first_and_the_rest_on_request():
    groups = [group(number, brand=f"Brand {number:02}") for number in range(1, 13)]

    (brands,) = (facet for facet in facets_of(groups, {}, {}) if facet.key == "brand")

    assert [option.count for option in brands.options] == [12, 11, 10, 9, 8, 7, 6, 5]
    assert [option.count for option in brands.more] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("brand=A&brand=B&brand=A", {"brand": ("A", "B")}),
        ("price=25-50&price=nonsense", {"price": ("25-50",)}),
        ("stock=2&offer=", {}),
        ("brand=a%00b", {}),
        (f"brand={'x' * 81}", {}),
        ("category=fans&q=lamp&page=2", {"category": ("fans",)}),
    ],
)
def test_an_address_chooses_what_it_can(query, chosen):
    assert chosen_in(dict(QueryDict(query).lists())) == chosen


@pytest.mark.parametrize(
    "query",
    [
        "",
        "brand=Norrvik",
        "category=fans&price=25-50&price=50-100",
        "stock=1&brand=Aerloft&brand=Cirrona",
        "offer=1&price=0-25",
        "category=humidifiers&stock=1&offer=1&brand=Norrvik&price=50-100",
        "brand=Unknown",
        "rating=4",
        "rating=4&rating=2&stock=1",
        "rating=3&price_from=20&price_to=60&brand=Norrvik",
        "price_from=30",
    ],
)
def test_counts_are_those_of_a_plain_recomputation(query, store):
    chosen = chosen_in(dict(QueryDict(query).lists()))
    cards = [card_of(row, OFFERS) for row in products_listed()]

    shown = listing(query)

    assert shown.total == sum(fits(card, chosen) for card in cards)
    for facet in shown.filters.facets:
        others = {key: values for key, values in chosen.items() if key != facet.key}
        expected = Counter(
            value for card in cards if fits(card, others) for value in values_of(card)[facet.key]
        )
        options = (*facet.options, *facet.more)
        assert {option.value: option.count for option in options if option.count} == dict(expected)


def values_of(card):
    band = next(b for b in facets.BANDS if b.below is None or card.price.now < b.below)
    return {
        "category": [card.category],
        "brand": [card.brand],
        "price": [band.key],
        "stock": ["1"] * card.in_stock,
        "offer": ["1"] * (card.price.before is not None),
        "rating": [stars for stars in facets.STARS if card.rating is not None and card.rating >= int(stars)],
    }


def fits(card, chosen):
    own = values_of(card)
    limits = {key: Decimal(value) for key in LIMITS for value in chosen.get(key, ())}
    return (
        all(set(values) & set(own[key]) for key, values in chosen.items() if key not in LIMITS)
        and card.price.now >= limits.get("price_from", 0)
        and card.price.now <= limits.get("price_to", card.price.now)
    )


def test_stars_go_by_the_average_that_is_shown(make_product, make_review, fans):
    """3.95 shows as 4.0, so it has four stars; 3.9 has three."""
    nearly, less, hidden = (make_product(name, fans) for name in ("Nearly", "Less", "Hidden"))
    for product, ratings in ((nearly, [4] * 19 + [3]), (less, [4] * 9 + [3])):
        for rating in ratings:
            make_review(product, rating=rating)
    make_review(hidden, rating=5, status="pending")

    four, three = listing("rating=4"), listing("rating=3")

    assert [card.name for card in four.cards] == ["Nearly"]
    assert {card.name for card in three.cards} == {"Nearly", "Less"}
    assert counts(four.filters.facets, "rating") == {"4": 1, "3": 2, "2": 2}
    assert [(chip.label, chip.url) for chip in four.filters.chips] == [
        ("4 stars & up", "/categories/air-comfort/")
    ]


def test_the_price_filter_goes_by_what_is_paid(store):
    """The 60.00 of a humidifier are 30.00 under the offer."""
    shown = listing("category=humidifiers&price=25-50&sort=price-down")

    assert {card.price.now for card in shown.cards} == {Decimal("30.00")}


def test_sold_out_products_come_last_under_filters_too(store):
    shown = listing("brand=Norrvik&sort=price-up")

    in_stock = [card.in_stock for card in shown.cards]
    assert in_stock == sorted(in_stock, reverse=True)
    assert set(in_stock) == {True, False}


def test_chips_remove_one_choice_and_keep_the_rest(store):
    shown = listing("brand=Norrvik&brand=Aerloft&stock=1&sort=price-up&page=9")

    path = "/categories/air-comfort/"
    assert [(chip.label, chip.url) for chip in shown.filters.chips] == [
        ("Norrvik", f"{path}?brand=Aerloft&stock=1&sort=price-up"),
        ("Aerloft", f"{path}?brand=Norrvik&stock=1&sort=price-up"),
        ("In stock", f"{path}?brand=Norrvik&brand=Aerloft&sort=price-up"),
    ]
    assert shown.filters.clear_url == f"{path}?sort=price-up"
    assert shown.filters.kept == (("sort", "price-up"),)


def test_pages_and_sorts_keep_the_filters(make_product, fans):
    for number in range(30):
        make_product(f"Fan {number}", fans, brand=("Norrvik", "Aerloft")[number % 10 == 0])

    shown = listing("brand=Norrvik&stock=1")

    assert shown.pages.next_url == "/categories/air-comfort/?brand=Norrvik&stock=1&page=2"
    assert shown.sorts[1].url == "/categories/air-comfort/?brand=Norrvik&stock=1&sort=price-up"


def test_filters_that_leave_nothing_still_show_the_way_back(visitor, store):
    page = visitor.get("/categories/fans/?brand=Nobody")

    content = page.content.decode()
    assert "Nothing fits all of these filters" in content
    assert '<a class="chip" id="chip-1" href="/categories/fans/" rel="nofollow">' in content


def test_a_label_of_an_address_is_escaped(visitor, store):
    content = visitor.get("/categories/fans/", {"brand": '"><script>x'}).content.decode()

    assert "<script>x" not in content


def test_a_search_tells_its_filters(visitor, sent, store):
    visitor.get("/search/?q=thing&brand=Norrvik&brand=Aerloft&stock=1")

    (event,) = sent.of(ProductsSearched)
    assert event.filters == {"brand": ["Norrvik", "Aerloft"], "stock": ["1"]}
    assert event.results_count == 10


@pytest.mark.parametrize("path", ["/search/?q=thing&stock=1", "/categories/fans/?stock=1"])
def test_htmx_gets_the_results_alone_and_caches_know(path, visitor, sent, store):
    part, whole = visitor.get(path, headers=HTMX), visitor.get(path)

    content = part.content.decode()
    assert content.lstrip().startswith('<div class="results" id="results"')
    assert "<html" not in content
    assert "HX-Request" in part.headers["Vary"]
    assert "HX-Request" in whole.headers["Vary"]
    assert "<html" in whole.content.decode()
    assert len(sent.of(PageViewed)) == 1


def test_going_back_gets_the_whole_page(visitor, store):
    back = visitor.get("/search/?q=thing", headers={**HTMX, "HX-History-Restore-Request": "true"})

    assert "<html" in back.content.decode()


def test_a_deal_can_be_filtered_and_stays_itself(visitor, store, make_promotion):
    promotion = make_promotion("A fifth off fans", percent="20", categories=["fans"])

    page = visitor.get("/deals/", {"deal": promotion.pk, "brand": "Norrvik"})

    shown = page.context["listing"]
    assert {(card.category, card.brand) for card in shown.cards} == {("fans", "Norrvik")}
    assert shown.filters.clear_url == f"/deals/?deal={promotion.pk}"


def test_the_filters_work_as_a_plain_form(visitor, store):
    content = visitor.get("/search/?q=thing&sort=price-up&brand=Norrvik").content.decode()

    form = content[content.index('<form class="filters-form"') : content.index("Show products")]
    assert 'method="get" action="/search/"' in form
    assert '<input type="hidden" name="q" value="thing">' in form
    assert '<input type="hidden" name="sort" value="price-up">' in form
    assert 'type="checkbox" name="brand" value="Norrvik" checked' in form
