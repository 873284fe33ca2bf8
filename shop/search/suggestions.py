"""What the search box suggests while somebody types."""

from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet

from promotions.selectors import Offer
from shop.catalogue.cards import Card, card_of
from shop.catalogue.selectors import departments, products_shown, summaries_listed
from shop.models import Category, ProductSummary
from shop.search import selectors
from shop.search.languages import page_language
from shop.search.synonyms import words_of
from shop.search.vocabulary import vocabulary_of

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
    thesaurus = selectors.thesaurus_in(page_language())
    meant = selectors.correction_of(typed, thesaurus=thesaurus) or typed
    matching = selectors.products_matching(meant, thesaurus=thesaurus)
    ranked = matching.order_by("-in_stock", F("rank").desc(), "pk")
    return Suggestions(meant, _categories_beginning(words_of(meant)), _cards(ranked, offers))


def _cards(products: QuerySet[ProductSummary], offers: tuple[Offer, ...]) -> tuple[Card, ...]:
    numbers = list(products.values_list("pk", flat=True)[:PRODUCTS])
    return tuple(card_of(product, offers) for product in products_shown(numbers))


def _products_beginning(words: list[str]) -> QuerySet[ProductSummary]:
    language = page_language()
    # Words hold letters and digits only, so nothing of them can be an operator.
    beginnings = [f"{word}:*" for word in words]
    if language.has_compounds:
        compounds = vocabulary_of(language, selectors.thesaurus_in(language)).compounds
        beginnings = [f"({' | '.join([f'{word}:*', *compounds.standing_for(word)])})" for word in words]
    query = SearchQuery(" & ".join(beginnings), config=language.config, search_type="raw")
    rank = SearchRank(F(language.document), query, weights=[0.1, 0.2, 0.6, 1.0], normalization=1)
    return (
        summaries_listed()
        .filter(**{language.document: query})
        .annotate(rank=rank)
        .order_by("-in_stock", F("rank").desc(), "name", "pk")
    )


def _categories_beginning(words: list[str]) -> tuple[Category, ...]:
    """Return the categories in whose names every word begins a word, in German also ends one; departments before
    kinds."""
    tree = departments()
    names = [
        *(department.category for department in tree),
        *(k for department in tree for k in department.kinds),
    ]
    return tuple(category for category in names if _is_named(category, words))[:CATEGORIES]


def _is_named(category: Category, words: list[str]) -> bool:
    names = words_of(category.local_name)
    ends = page_language().has_compounds
    return all(
        any(name.startswith(word) or (ends and name.endswith(word)) for name in names) for word in words
    )
