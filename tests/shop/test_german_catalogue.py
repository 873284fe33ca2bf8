"""The catalogue in German: what is shown, what stays English, and what is found."""

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from promotions.models import Synonym
from shop.cart.selectors import cart_lines
from shop.catalogue.cards import card_of
from shop.catalogue.listing import listing_of
from shop.catalogue.selectors import departments, products_listed
from shop.models import Cart, CartLine, Product
from shop.search.selectors import search, words_apart
from shop.search.services import words_refresh
from shop.search.suggestions import suggestions_for


@pytest.fixture
def german():
    with translation.override("de"):
        yield


@pytest.fixture
def lighting(make_category):
    department = make_category("Lighting")
    department.name_de = "Leuchten"
    department.save()
    return department


@pytest.fixture
def lamps(make_category, lighting):
    kind = make_category("Desk lamps", lighting)
    kind.name_de = "Schreibtischlampen"
    kind.save()
    return kind


@pytest.fixture
def store(make_product, lamps):
    """Two products with German texts and one without."""
    make_product(
        "Brook Desk Lamp",
        lamps,
        slug="brook",
        name_de="Brook Schreibtischlampe",
        description="Folds.",
        description_de="Klappbar, für größere Tische.",
        attributes={"Cable": "1.5 m"},
        attributes_de={"Kabel": "1,5 m"},
        search_terms_de="leselampe lampe schreibtisch tisch lesen",
    )
    make_product("Fern Lamp for the Desk", lamps, slug="fern", name_de="Fern Lampe für den Schreibtisch")
    make_product("Tarn Torch", lamps, slug="tarn")
    words_refresh(now=timezone.now())


def slugs(found):
    return [product.slug for product in found.products.order_by("-rank", "name")]


def test_texts_are_german_and_english_where_they_are_missing(store, german):
    brook, tarn = Product.objects.get(slug="brook"), Product.objects.get(slug="tarn")

    assert (brook.local_name, brook.local_description, brook.local_attributes) == (
        "Brook Schreibtischlampe",
        "Klappbar, für größere Tische.",
        {"Kabel": "1,5 m"},
    )
    assert (tarn.local_name, tarn.local_description) == ("Tarn Torch", "Plain.")


def test_saving_a_row_on_a_german_page_keeps_the_english_texts(store, german):
    brook = Product.objects.get(slug="brook")
    brook.save()

    brook.refresh_from_db()
    assert (brook.name, brook.name_de) == ("Brook Desk Lamp", "Brook Schreibtischlampe")


def test_cards_departments_facets_and_the_cart_are_german(store, german, lamps, make_category):
    other = make_category("Bulbs", lamps.parent)
    Product.objects.filter(slug="tarn").update(category=other)
    card = card_of(products_listed().get(slug="brook"), ())
    listing = listing_of(
        products=products_listed(), offers=(), path="/", query=QueryDict(), default_sort="newest"
    )
    cart = Cart.objects.create()
    variant = Product.objects.get(slug="brook").variants.get()
    CartLine.objects.create(cart=cart, variant=variant, quantity=1, added_price=variant.price)

    assert (card.name, card.category_name) == ("Brook Schreibtischlampe", "Schreibtischlampen")
    assert [department.name for department in departments()] == ["Leuchten"]
    (categories,) = [facet for facet in listing.filters.facets if facet.key == "category"]
    assert {option.label for option in categories.options} == {"Schreibtischlampen", "Bulbs"}
    assert [line.name for line in cart_lines(cart, offers=())] == ["Brook Schreibtischlampe"]


def test_what_is_kept_for_a_minute_is_kept_by_language(store):
    with translation.override("de"):
        assert [department.name for department in departments()] == ["Leuchten"]
    assert [department.name for department in departments()] == ["Lighting"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Schreibtischlampe", ["brook", "fern"]),
        ("schreibtischlampen", ["brook", "fern"]),
        ("Lampe für den Schreibtisch", ["fern", "brook"]),
        ("Lampe fuer Schreibtisch", ["brook", "fern"]),
        ("Lampen", ["fern", "brook"]),
        ("groessere Tische", ["brook"]),
        ("grossere Tische", ["brook"]),
        ("Brook", ["brook"]),
        ("torch", ["tarn"]),
        ("folds", ["brook"]),
        ('"Fern Lampe"', ["fern"]),
        ("Lampe -Fern", ["brook"]),
    ],
)
def test_german_searches_find_words_umlauts_compounds_and_english_last(words, found, store, german):
    result = search(words)

    assert (sorted(slugs(result)), result.corrected, result.is_similar) == (sorted(found), "", False)


def test_an_english_page_knows_no_german(store):
    assert not search("Schreibtischlampe").products.filter(slug="fern").exists()


def test_a_correction_is_shown_with_its_umlauts(store, german):
    assert (search("größerre Tische").corrected, search("Schreibtischlmape").corrected) == (
        "größere tische",
        "schreibtischlampe",
    )


def test_synonyms_hold_in_their_own_language(store, german):
    Synonym.objects.create(language="de", words=["schreibtischlampe", "bürofunzel"])

    assert slugs(search("Bürofunzel"))[0] == "brook"
    with translation.override("en"):
        assert search("Bürofunzel").is_similar


def test_suggestions_know_compounds(store, german):
    suggestions = suggestions_for("lampe", offers=())

    assert [category.slug for category in suggestions.categories] == []
    assert {card.slug for card in suggestions.products} == {"brook", "fern"}
    assert [c.slug for c in suggestions_for("schreibti", offers=()).categories] == ["desk-lamps"]


def test_words_apart_are_german(store, german):
    assert words_apart("Hubschrauber Schreibtischlampe") == ["schreibtischlampe"]
