"""What the search box suggests while somebody types."""

from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from promotions import selectors as promotions
from promotions.selectors import Offer
from shop.catalogue.cards import Card, card_of
from shop.catalogue.selectors import ListedProducts, products_listed
from shop.models import Category
from shop.models.catalogue import SEARCH_CONFIG
from shop.search import selectors
from shop.search.synonyms import thesaurus_of, words_of

MIN_LENGTH: Final = 2
CATEGORIES: Final = 3
PRODUCTS: Final = 5


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``words`` are what the products were found by: what was typed, or what it must have meant."""

    words: str
    categories: tuple[Category, ...] = ()
    products: tuple[Card, ...] = ()


def suggestions_for(typed: str, *, offers: tuple[Offer, ...]) -> Suggestions:
    """Return categories and products that begin with or have what was ``typed`` so far.

    Nothing for a single letter. Three queries; some more when nothing begins so and synonyms or spelling have to help.
    """
    words = words_of(typed)
    if len("".join(words)) < MIN_LENGTH:
        return Suggestions(typed)
    categories = _categories_beginning(words)
    products = _cards(_products_beginning(words), offers)
    if products or categories:
        return Suggestions(typed, categories, products)
    thesaurus = thesaurus_of(promotions.synonym_groups())
    meant = selectors.correction_of(typed, thesaurus=thesaurus) or typed
    matching = selectors.products_matching(meant, thesaurus=thesaurus)
    ranked = matching.order_by("-in_stock", F("rank").desc(), "pk")
    return Suggestions(meant, _categories_beginning(words_of(meant)), _cards(ranked, offers))


def _cards(products: ListedProducts, offers: tuple[Offer, ...]) -> tuple[Card, ...]:
    return tuple(card_of(product, offers) for product in products[:PRODUCTS])


def _products_beginning(words: list[str]) -> ListedProducts:
    # Words hold letters and digits only, so nothing of them can be an operator.
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config=SEARCH_CONFIG, search_type="raw")
    rank = SearchRank(F("document"), query, weights=[0.1, 0.2, 0.6, 1.0], normalization=1)
    return (
        products_listed()
        .filter(document=query)
        .annotate(rank=rank)
        .order_by("-in_stock", F("rank").desc(), "name", "pk")
    )


def _categories_beginning(words: list[str]) -> tuple[Category, ...]:
    """Return the categories in whose names every word begins a word; departments before kinds."""
    categories = Category.objects.select_related("parent")
    for word in words:
        categories = categories.filter(name__iregex=rf"\m{word}")
    return tuple(categories.order_by(F("parent_id").asc(nulls_first=True), "position", "name")[:CATEGORIES])
