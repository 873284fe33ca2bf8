"""Finding products by words."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Count, ExpressionWrapper, F, FloatField, Max, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from promotions import selectors as promotions
from shop.catalogue.selectors import ListedProducts, products_listed
from shop.models import SearchWord
from shop.models.catalogue import SEARCH_CONFIG
from shop.search.spelling import Speller
from shop.search.synonyms import Thesaurus, thesaurus_of, words_of

MAX_QUERY_LENGTH: Final = 200
MIN_SIMILARITY: Final = 0.35

# Below this share of the best hit's similarity, a similar product is only noise behind it.
_NEAR_BEST: Final = 0.75

# PostgreSQL's order: D, C (description), B (search terms, brand), A (name).
_WEIGHTS: Final = [0.1, 0.2, 0.6, 1.0]

# Divides a rank by 1 + log of the document's length: a long description is no merit.
_BY_LENGTH: Final = 1

# A product that has a synonym is worth a little less than one that has the word itself.
_SYNONYM: Final = 0.9

# Of a long text nobody means every word; correcting more would only take time.
_MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Found:
    """Products with the annotation ``rank``. ``corrected`` are the words they were found by when those typed gave
    nothing; ``is_similar`` when no words gave anything, and these only look like them. ``hint`` is a spelling that an
    exact search in vain did not try."""

    products: ListedProducts
    corrected: str = ""
    hint: str = ""
    is_similar: bool = False


def cleaned(typed: str) -> str:
    """Return what was typed without what PostgreSQL's text cannot hold, and no longer than anyone means it."""
    return " ".join(typed.replace("\0", " ").split())[:MAX_QUERY_LENGTH].strip()


def products_matching(words: str, *, thesaurus: Thesaurus) -> ListedProducts:
    """Return the products that have the words or synonyms of theirs, in any form; ``"…"``, ``or`` and ``-`` as on the
    web."""
    asked, *others = [_query(text) for text in (words, *thesaurus.alternatives(words))]
    ranks = [_rank(asked), *(_lowered(_rank(query)) for query in others)]
    return (
        products_listed()
        .filter(document=reduce(or_, others, asked))
        .annotate(rank=Greatest(*ranks, output_field=FloatField()) if others else ranks[0])
    )


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


def search(words: str, *, exact: bool = False) -> Found:
    """Return what is shown for ``words``.

    Spelling is corrected and similar products are asked for only when nothing has the words: fuzzy matching beside
    good hits would push them down. ``exact`` leaves both out.
    """
    thesaurus = thesaurus_of(promotions.synonym_groups())
    matching = products_matching(words, thesaurus=thesaurus)
    if matching.exists():
        return Found(matching)
    corrected = correction_of(words, thesaurus=thesaurus)
    if exact:
        return Found(matching, hint=corrected)
    if corrected:
        matching = products_matching(corrected, thesaurus=thesaurus)
        if matching.exists():
            return Found(matching, corrected=corrected)
    return Found(products_similar(words), is_similar=True)


def correction_of(words: str, *, thesaurus: Thesaurus) -> str:
    """Return ``words`` as they were meant to be spelled; empty when there is nothing to correct."""
    typed = words_of(words)[:_MOST_WORDS]
    corrected = " ".join(_spelling.current(thesaurus).corrected(typed))
    return "" if corrected == " ".join(typed) else corrected


def words_apart(words: str) -> list[str]:
    """Return the words of a search that find something alone, for somebody to whom all together found nothing."""
    apart = list(dict.fromkeys(words_of(words)))[:_MOST_WORDS]
    thesaurus = thesaurus_of(promotions.synonym_groups())
    if len(apart) < 2:
        return []
    return [word for word in apart if products_matching(word, thesaurus=thesaurus).exists()]


class Spelling:
    """The speller of the catalogue's words, kept until these are refreshed or the synonyms change.

    One per process; ``current`` costs one small query when nothing changed.
    """

    def __init__(self) -> None:
        # Replaced as one, so that a thread never pairs a new speller with old words.
        self._kept: tuple[object, Speller] = (None, Speller({}))

    def current(self, thesaurus: Thesaurus) -> Speller:
        seen = (*SearchWord.objects.aggregate(Count("pk"), Max("refreshed_at")).values(), thesaurus.words)
        known, speller = self._kept
        if seen != known:
            # Every synonym can be found, so it can be misspelled; the catalogue's own words are likelier.
            weights = {word: 1 for word in thesaurus.words if word.isalpha()}
            weights.update(SearchWord.objects.values_list("word", "weight"))
            speller = Speller(weights)
            self._kept = (seen, speller)
        return speller


_spelling: Final = Spelling()


def _query(words: str) -> SearchQuery:
    return SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")


def _rank(query: SearchQuery) -> SearchRank:
    return SearchRank(F("document"), query, weights=_WEIGHTS, normalization=_BY_LENGTH)


def _lowered(rank: SearchRank) -> Combinable:
    return ExpressionWrapper(rank * Value(_SYNONYM), output_field=FloatField())
