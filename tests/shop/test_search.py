"""Finding products by words, on real PostgreSQL."""

import pytest
from django.utils import timezone

from shop.search.selectors import cleaned, search
from shop.search.services import words_refresh
from tracking.events import ProductsSearched


def names(found):
    return [product.name for product in found.products.order_by("-in_stock", "-rank", "name")]


def test_a_name_ranks_before_search_terms_and_those_before_a_description(make_product, fans):
    make_product("Hygrometer", fans, description="Tells you when a humidifier would help.")
    make_product("Sirocco", fans, search_terms="humidifier air washer")
    make_product("Mistral humidifier", fans)

    found = search("humidifier")

    assert (names(found), found.is_similar) == (["Mistral humidifier", "Sirocco", "Hygrometer"], False)


@pytest.mark.parametrize(
    "words", ["humidifiers", "HUMIDIFIER", "humidifier norrvik", '"mistral humidifier"', "kettle or mistral"]
)
def test_plurals_capitals_brands_phrases_and_or_find_it(words, make_product, fans):
    make_product("Mistral humidifier", fans, brand="Norrvik")

    assert names(search(words)) == ["Mistral humidifier"]


def test_a_minus_leaves_products_out(make_product, fans):
    make_product("Mistral humidifier", fans)
    make_product("Sirocco humidifier", fans)

    assert names(search("humidifier -sirocco")) == ["Mistral humidifier"]


def test_accents_do_not_matter_on_either_side(make_product, fans):
    make_product("Café press", fans)
    make_product("Creme whipper", fans)

    assert (names(search("cafe")), names(search("crème"))) == (["Café press"], ["Creme whipper"])


def test_sold_out_products_come_last_whatever_their_rank(visitor, make_product, fans):
    make_product("Humidifier", fans, stock=0)
    make_product("Large humidifier for halls", fans, stock=1)

    page = visitor.get("/search/", {"q": "humidifier"})

    assert [card.name for card in page.context["listing"].cards] == [
        "Large humidifier for halls",
        "Humidifier",
    ]


def test_a_misspelling_finds_what_looks_like_it_and_says_so(visitor, make_product, fans):
    make_product("Mistral humidifier", fans)
    make_product("Copper kettle", fans)
    words_refresh(now=timezone.now())

    page = visitor.get("/search/", {"q": "Mistler"})

    assert [card.name for card in page.context["listing"].cards] == ["Mistral humidifier"]
    assert "No exact match for “Mistler” – showing similar" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("wireless air purifier", ["Air purifier"]),
        ("wireles air purifyer", ["Air purifier"]),
        # No two of these are one product's.
        ("wireless silk mattress", ["Air mattress", "Wireless headphones"]),
        ("wireless purifier", ["Air purifier", "Wireless headphones"]),
    ],
)
def test_of_three_words_in_vain_most_must_be_met(words, expected, make_product, fans):
    for name in ("Wireless headphones", "Air purifier", "Air mattress"):
        make_product(name, fans)
    words_refresh(now=timezone.now())

    found = search(words)

    assert (sorted(names(found)), found.is_similar or bool(found.corrected)) == (expected, True)


def test_with_an_exact_hit_nothing_similar_is_added(make_product, fans):
    make_product("Lamp", fans)
    make_product("Lamb wool rug", fans)

    assert names(search("lamp")) == ["Lamp"]


def test_nothing_found_still_gives_somewhere_to_go(visitor, make_product, humidifiers):
    make_product("Mistral humidifier", humidifiers)

    page = visitor.get("/search/", {"q": "zzzxqw"})

    content = page.content.decode()
    assert page.status_code == 200
    assert "Nothing found for “zzzxqw”" in content
    assert 'data-name="Mistral humidifier"' in content


@pytest.mark.parametrize("words", ["a\0b", "\0", "x" * 5000, "'\"\\%_&|!():*<->", "é" * 300, "   ", "-", '"'])
def test_no_words_give_an_error_page(words, visitor, make_product, fans):
    make_product("Mistral humidifier", fans)

    assert visitor.get("/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=999", "page=x", "sort=nonsense", "page=1%00", "sort=%00"]
)
def test_a_nonsense_page_or_sort_means_the_first_and_the_default(query, visitor, make_product, fans):
    make_product("Mistral humidifier", fans)

    page = visitor.get(f"/search/?q=humidifier&{query}")

    assert (page.context["listing"].number, page.context["listing"].sort) == (1, "relevance")


def test_words_are_cleaned_as_they_are_kept():
    assert (cleaned("  warm \0 \n lamp "), len(cleaned("x" * 5000))) == ("warm lamp", 200)


def test_a_search_sends_one_event_with_what_was_found(visitor, sent, make_product, humidifiers, fans):
    make_product("Mistral humidifier", humidifiers)
    make_product("Sirocco humidifier", humidifiers)
    make_product("Tower fan", fans, description="Stands well beside a humidifier.")

    visitor.get("/search/", {"q": " Humidifier "})

    (event,) = sent.of(ProductsSearched)
    assert (event.search_keyword, event.results_count, event.categories, event.sort, event.page) == (
        "Humidifier",
        3,
        ["humidifiers", "fans"],
        "relevance",
        1,
    )
    assert event.search_id


@pytest.mark.parametrize("words", ["", "  ", "\0"])
def test_an_empty_search_is_no_search(words, visitor, sent):
    visitor.get("/search/", {"q": words})

    assert sent.of(ProductsSearched) == []


def test_pages_are_real_links_that_keep_the_search(visitor, make_product, fans):
    for number in range(25):
        make_product(f"Fan {number}", fans)

    first = visitor.get("/search/?q=fan&sort=price-up").context["listing"]
    second = visitor.get(first.pages.next_url).context["listing"]

    assert first.pages.next_url == "/search/?q=fan&sort=price-up&page=2"
    assert (len(first.cards), len(second.cards), second.number, second.offset) == (24, 1, 2, 24)
    assert second.pages.previous_url == "/search/?q=fan&sort=price-up"
