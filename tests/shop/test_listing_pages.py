"""The pages of a listing: found, counted and cut by one statement."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from shop.catalogue.listing import PAGE_SIZE, listing_of
from shop.catalogue.selectors import products_listed
from shop.search.selectors import search

REST = 6


def listing(query, *, products=None, sort="newest"):
    return listing_of(
        products=products_listed() if products is None else products,
        offers=(),
        path="/",
        query=QueryDict(query),
        default_sort=sort,
    )


@pytest.fixture
def many(make_product, fans):
    """One page of products and ``REST`` more, the price rising with the number."""
    return [make_product(f"Fan {number:02}", fans, price=f"{number + 10}.00") for number in range(30)]


@pytest.mark.parametrize(
    ("page", "number"), [("x", 1), ("", 1), ("2", 2), ("3", 2), ("-1", 2), ("0", 2), ("9" * 30, 2)]
)
def test_nonsense_is_the_first_page_and_too_much_the_last(page, number, many):
    shown = listing(f"page={page}&sort=price-up")

    assert (shown.number, shown.total) == (number, PAGE_SIZE + REST)
    assert [card.name for card in shown.cards] == [
        f"Fan {place:02}" for place in (range(PAGE_SIZE) if number == 1 else range(PAGE_SIZE, 30))
    ]


def test_a_page_beyond_what_is_left_by_a_filter_shows_what_is_left(many):
    shown = listing("page=2&price_to=12&sort=price-up")

    assert [card.name for card in shown.cards] == ["Fan 00", "Fan 01", "Fan 02"]


def test_a_search_finds_its_products_in_one_statement(many):
    found = search("fan").products

    with CaptureQueriesContext(connection) as asked:
        shown = listing("stock=1", products=found, sort="relevance")

    assert shown.total == PAGE_SIZE + REST
    assert sum('"document"' in query["sql"] and "@@" in query["sql"] for query in asked) == 1
    # Beside it only the page's cards and their variants.
    assert len(asked) == 3


def test_only_where_it_is_sorted_by_how_well_it_matches_is_that_worked_out(many):
    def ranks(query):
        with CaptureQueriesContext(connection) as asked:
            listing(query, products=search("fan").products, sort="relevance")
        return any("ts_rank" in query["sql"] for query in asked)

    assert (ranks(""), ranks("sort=price-up")) == (True, False)


def test_what_has_nothing_to_sell_is_no_hit(make_product, fans):
    make_product("Sirocco", fans).variants.all().delete()

    found = search("sirocco")

    assert (found.is_similar, found.products.exists()) == (True, False)
