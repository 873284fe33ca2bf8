"""Finding products by words."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import ExpressionWrapper, F, FloatField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from promotions import selectors as promotions
from shop.catalogue.selectors import ListedProducts, products_listed
from shop.models import SearchWord
from shop.search.languages import ENGLISH, Language, page_language
from shop.search.synonyms import Thesaurus, has_operators, thesaurus_of, words_of
from shop.search.vocabulary import vocabulary_of

MAX_QUERY_LENGTH: Final = 200
MIN_SIMILARITY: Final = 0.35

# Below this share of the best similarity, a word is only noise behind it.
_NEAR_BEST: Final = 0.75

# Each is compared with the whole vocabulary, some milliseconds.
_MOST_COMPARED: Final = 4
_MOST_ALIKE: Final = 8

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


def products_matching(
    words: str, *, thesaurus: Thesaurus, language: Language | None = None
) -> ListedProducts:
    """Return the products that have the words or synonyms of theirs, in any form; ``"…"``, ``or`` and ``-`` as on the
    web. In the language of the page, or another."""
    language = language or page_language()
    asked, *others = [_query(text, language) for text in (words, *thesaurus.alternatives(words))]
    if compounds := _compounds_query(words, thesaurus, language):
        others.append(compounds)
    if not others:
        return products_listed().filter(**{language.document: asked}).annotate(rank=_rank(asked, language))
    # Two ranks, however many ways there are to say it: each is computed for all of the thousands a broad word finds.
    meant = reduce(or_, others)
    rank = Greatest(_rank(asked, language), _lowered(_rank(meant, language)), output_field=FloatField())
    return products_listed().filter(**{language.document: asked | meant}).annotate(rank=rank)


def _compounds_query(words: str, thesaurus: Thesaurus, language: Language) -> SearchQuery | None:
    if not language.has_compounds or has_operators(words):
        return None
    compounds = vocabulary_of(language, thesaurus).compounds
    # Words hold letters and digits only, so nothing of them can be an operator.
    text = compounds.query(words_of(words)[:_MOST_WORDS])
    return SearchQuery(text, config=language.config, search_type="raw") if text else None


def products_similar(words: str) -> ListedProducts:
    """Return the products that have a word which looks like one of ``words``: what a slip of the finger meant.

    The words of the catalogue are compared and not the products, of which there may be very many.
    """
    language = page_language()
    alike = _words_like(words_of(words)[:_MOST_COMPARED], language)
    if not alike:
        return products_listed().none().annotate(rank=Value(0.0))
    query = SearchQuery(" | ".join(alike), config=language.config, search_type="raw")
    return products_listed().filter(**{language.document: query}).annotate(rank=_rank(query, language))


def _words_like(words: list[str], language: Language) -> list[str]:
    """Return the words of the catalogue that look most like any of ``words``."""
    known = SearchWord.objects.filter(language=language.code)
    found: dict[str, float] = {}
    for word in words:
        similar = known.annotate(alike=TrigramWordSimilarity(word, "word")).filter(alike__gte=MIN_SIMILARITY)
        for other, alike in similar.order_by("-alike", "-weight").values_list("word", "alike")[:_MOST_ALIKE]:
            found[other] = max(alike, found.get(other, 0.0))
    best = max(found.values(), default=0.0)
    return [word for word, alike in found.items() if alike >= best * _NEAR_BEST]


def search(words: str, *, exact: bool = False) -> Found:
    """Return what is shown for ``words``.

    Spelling is corrected and similar products are asked for only when nothing has the words: fuzzy matching beside
    good hits would push them down. ``exact`` leaves both out.
    """
    language = page_language()
    thesaurus = thesaurus_in(language)
    matching = products_matching(words, thesaurus=thesaurus)
    if matching.exists():
        return Found(matching)
    if language is not ENGLISH:
        # Brands' and makers' own words, or somebody who knows the English name only.
        english = products_matching(words, thesaurus=thesaurus_in(ENGLISH), language=ENGLISH)
        if english.exists():
            return Found(english)
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
    corrected = vocabulary_of(page_language(), thesaurus).speller.corrected(typed)
    return "" if corrected == typed else " ".join(corrected)


def words_apart(words: str) -> list[str]:
    """Return the words of a search that find something alone, for somebody to whom all together found nothing."""
    apart = list(dict.fromkeys(words_of(words)))[:_MOST_WORDS]
    thesaurus = thesaurus_in(page_language())
    if len(apart) < 2:
        return []
    return [word for word in apart if products_matching(word, thesaurus=thesaurus).exists()]


def thesaurus_in(language: Language) -> Thesaurus:
    """Return the merchant's synonyms of a language."""
    return thesaurus_of(promotions.synonym_groups(language.code), language.stem)


def _query(words: str, language: Language) -> SearchQuery:
    return SearchQuery(words, config=language.config, search_type="websearch")


def _rank(query: SearchQuery, language: Language) -> SearchRank:
    return SearchRank(F(language.document), query, weights=_WEIGHTS, normalization=_BY_LENGTH)


def _lowered(rank: SearchRank) -> Combinable:
    return ExpressionWrapper(rank * Value(_SYNONYM), output_field=FloatField())
