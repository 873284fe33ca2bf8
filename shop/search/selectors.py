"""Finding products by words."""

from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Final

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
    SearchRank,
    TrigramWordSimilarity,
)
from django.db import connection
from django.db.models import ExpressionWrapper, F, FloatField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from promotions import selectors as promotions
from shop.catalogue.selectors import summaries_listed
from shop.models import ProductSummary, SearchWord
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

# So many words, or more, say what is meant without one of them.
_ENOUGH_WORDS: Final = 3

# PostgreSQL's order: D, C (description), B (search terms, brand), A (name).
_WEIGHTS: Final = [0.1, 0.2, 0.6, 1.0]

# Divides a rank by 1 + log of the document's length: a long description is no merit.
_BY_LENGTH: Final = 1

# A product that has a synonym is worth a little less than one that has the word itself.
_SYNONYM: Final = 0.9

# Of a long text nobody means every word; correcting more would only take time.
_MOST_WORDS: Final = 12

type _Query = SearchQuery | CombinedSearchQuery


@dataclass(frozen=True, slots=True)
class Found:
    """Summaries of products with the annotation ``rank``. ``corrected`` are the words they were found by when those
    typed gave nothing; ``is_similar`` when no words gave anything, and these only look like them. ``hint`` is a
    spelling that an exact search in vain did not try."""

    products: QuerySet[ProductSummary]
    corrected: str = ""
    hint: str = ""
    is_similar: bool = False


def cleaned(typed: str) -> str:
    """Return what was typed without what PostgreSQL's text cannot hold, and no longer than anyone means it."""
    return " ".join(typed.replace("\0", " ").split())[:MAX_QUERY_LENGTH].strip()


@dataclass(frozen=True, slots=True)
class _Matching:
    """What a search asks of the catalogue in one language: the words as they were typed, and all other ways to say
    them together, None where there is none."""

    asked: SearchQuery
    meant: _Query | None
    language: Language

    @property
    def query(self) -> _Query:
        return self.asked if self.meant is None else self.asked | self.meant

    def products(self) -> QuerySet[ProductSummary]:
        """Return the summaries of the products that match, with their ``rank``."""
        rank: Combinable = _rank(self.asked, self.language)
        if self.meant is not None:
            # Two ranks, however many ways to say it there are: each is computed for all that a broad word finds.
            rank = Greatest(rank, _lowered(_rank(self.meant, self.language)), output_field=FloatField())
        return self._found().annotate(rank=rank)

    def is_any(self) -> bool:
        """Whether there are ``products``.

        Who asks PostgreSQL for one row of what matches has it go through the catalogue until it meets one: from end to
        end for words that nothing has. Rows to be kept are planned for all of them, by index, and still found one by
        one.
        """
        found, given = self._found().values("pk").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"WITH matching AS MATERIALIZED ({found}) SELECT FROM matching LIMIT 1", given)
            return cursor.fetchone() is not None

    def _found(self) -> QuerySet[ProductSummary]:
        return summaries_listed().filter(**{self.language.document: self.query})


def products_matching(words: str, *, thesaurus: Thesaurus) -> QuerySet[ProductSummary]:
    """Return the products that have the words or synonyms of theirs, in any form; ``"…"``, ``or`` and ``-`` as on the
    web. In the language of the page."""
    return _matching(words, thesaurus, page_language()).products()


def _matching(words: str, thesaurus: Thesaurus, language: Language) -> _Matching:
    asked, *others = [_query(text, language) for text in (words, *thesaurus.alternatives(words))]
    if compounds := _compounds_query(words, thesaurus, language):
        others.append(compounds)
    return _Matching(asked, reduce(or_, others) if others else None, language)


def _compounds_query(words: str, thesaurus: Thesaurus, language: Language) -> SearchQuery | None:
    if not language.has_compounds or has_operators(words):
        return None
    compounds = vocabulary_of(language, thesaurus).compounds
    # Words hold letters and digits only, so nothing of them can be an operator.
    text = compounds.query(words_of(words)[:_MOST_WORDS])
    return _raw(text, language) if text else None


def products_similar(words: str) -> QuerySet[ProductSummary]:
    """Return the products that have a word which looks like one of ``words``: what a slip of the finger meant.

    Of three words or more that the catalogue knows in some form, a product has all but one, if there is such a product:
    who looks in vain for a wireless air purifier does not mean everything that is wireless. The words of the catalogue
    are compared and not the products, of which there may be very many.
    """
    language = page_language()
    alike = _words_like(words_of(words)[:_MOST_COMPARED], language)
    if not alike:
        return summaries_listed().none().annotate(rank=Value(0.0))
    each = [f"({' | '.join(group)})" for group in alike]
    if len(each) >= _ENOUGH_WORDS:
        parts = [" & ".join(part) for part in combinations(each, len(each) - 1)]
        most = _Matching(_raw(" | ".join(f"({part})" for part in parts), language), None, language)
        if most.is_any():
            return most.products()
    return _Matching(_raw(" | ".join(each), language), None, language).products()


def _raw(text: str, language: Language) -> SearchQuery:
    return SearchQuery(text, config=language.config, search_type="raw")


def _words_like(words: list[str], language: Language) -> list[list[str]]:
    """Return the words of the catalogue that look most like one of ``words``, for each that any look like."""
    known = SearchWord.objects.filter(language=language.code)
    found: list[dict[str, float]] = []
    for word in words:
        similar = known.annotate(alike=TrigramWordSimilarity(word, "word")).filter(alike__gte=MIN_SIMILARITY)
        found.append(dict(similar.order_by("-alike", "-weight").values_list("word", "alike")[:_MOST_ALIKE]))
    least = _NEAR_BEST * max((alike for others in found for alike in others.values()), default=0.0)
    near = [[word for word, alike in others.items() if alike >= least] for others in found]
    return [group for group in near if group]


def search(words: str, *, exact: bool = False) -> Found:
    """Return what is shown for ``words``.

    Spelling is corrected and similar products are asked for only when nothing has the words: fuzzy matching beside
    good hits would push them down. ``exact`` leaves both out.
    """
    language = page_language()
    thesaurus = thesaurus_in(language)
    matching = _matching(words, thesaurus, language)
    if matching.is_any():
        return Found(matching.products())
    if language is not ENGLISH:
        # Brands' and makers' own words, or somebody who knows the English name only.
        english = _matching(words, thesaurus_in(ENGLISH), ENGLISH)
        if english.is_any():
            return Found(english.products())
    corrected = correction_of(words, thesaurus=thesaurus)
    if exact:
        return Found(matching.products(), hint=corrected)
    if corrected:
        meant = _matching(corrected, thesaurus, language)
        if meant.is_any():
            return Found(meant.products(), corrected=corrected)
    return Found(products_similar(corrected or words), is_similar=True)


def correction_of(words: str, *, thesaurus: Thesaurus) -> str:
    """Return ``words`` as they were meant to be spelled; empty when there is nothing to correct."""
    typed = words_of(words)[:_MOST_WORDS]
    corrected = vocabulary_of(page_language(), thesaurus).speller.corrected(typed)
    return "" if corrected == typed else " ".join(corrected)


def words_apart(words: str) -> list[str]:
    """Return the words of a search that find something alone, for somebody to whom all together found nothing."""
    apart = list(dict.fromkeys(words_of(words)))[:_MOST_WORDS]
    language = page_language()
    thesaurus = thesaurus_in(language)
    if len(apart) < 2:
        return []
    return [word for word in apart if _matching(word, thesaurus, language).is_any()]


def thesaurus_in(language: Language) -> Thesaurus:
    """Return the merchant's synonyms of a language."""
    return thesaurus_of(promotions.synonym_groups(language.code), language.stem)


def _query(words: str, language: Language) -> SearchQuery:
    return SearchQuery(words, config=language.config, search_type="websearch")


def _rank(query: _Query, language: Language) -> SearchRank:
    return SearchRank(F(language.document), query, weights=_WEIGHTS, normalization=_BY_LENGTH)


def _lowered(rank: SearchRank) -> Combinable:
    return ExpressionWrapper(rank * Value(_SYNONYM), output_field=FloatField())
