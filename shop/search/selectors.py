"""Finding products by words."""

from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, FloatField, Max
from django.db.models.functions import Greatest

from shop.catalogue.selectors import ListedProducts, products_listed
from shop.models.catalogue import SEARCH_CONFIG

MAX_QUERY_LENGTH: Final = 200
MIN_SIMILARITY: Final = 0.35

# Below this share of the best hit's similarity, a similar product is only noise behind it.
_NEAR_BEST: Final = 0.75

# PostgreSQL's order: D, C (description), B (search terms, brand), A (name).
_WEIGHTS: Final = [0.1, 0.2, 0.6, 1.0]

# Divides a rank by 1 + log of the document's length: a long description is no merit.
_BY_LENGTH: Final = 1


@dataclass(frozen=True, slots=True)
class Found:
    """Products with the annotation ``rank``; ``is_similar`` when none has the words and these only look like them."""

    products: ListedProducts
    is_similar: bool = False


def cleaned(typed: str) -> str:
    """Return what was typed without what PostgreSQL's text cannot hold, and no longer than anyone means it."""
    return " ".join(typed.replace("\0", " ").split())[:MAX_QUERY_LENGTH].strip()


def products_matching(words: str) -> ListedProducts:
    """Return the products that have the words, in any form of theirs; ``"…"``, ``or`` and ``-`` as on the web."""
    query = SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    rank = SearchRank(F("document"), query, weights=_WEIGHTS, normalization=_BY_LENGTH)
    return products_listed().filter(document=query).annotate(rank=rank)


def products_similar(words: str) -> ListedProducts:
    """Return the products whose name or search terms look like ``words``: what a slip of the finger meant."""
    similarity = Greatest(
        TrigramWordSimilarity(words, "name"),
        TrigramWordSimilarity(words, "search_terms"),
        output_field=FloatField(),
    )
    similar = products_listed().annotate(rank=similarity).filter(rank__gte=MIN_SIMILARITY)
    best: float | None = similar.aggregate(best=Max("rank"))["best"]
    return similar if best is None else similar.filter(rank__gte=best * _NEAR_BEST)


def search(words: str) -> Found:
    """Return what is shown for ``words``. Similar products are asked for only when nothing has the words: fuzzy
    matching beside good hits would push them down."""
    matching = products_matching(words)
    if matching.exists():
        return Found(matching)
    return Found(products_similar(words), is_similar=True)
