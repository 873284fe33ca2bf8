"""Which promotions answer a search. Pure: an index is built from plain values and never asks a database.

Words are folded and stemmed, synonyms become one concept, and what is left is looked up in each promotion's own
document (keywords, categories, title, text), weighted, with rare words counting more (inverse document frequency,
Spärck Jones 1972). Only when nothing is found are misspelled words replaced by the most similar known ones.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from promotions import text

# A word in the keywords says what a promotion is for; one in the text may be there by chance.
_KEYWORD: Final = 3.0
_CATEGORY: Final = 2.0
_TITLE: Final = 2.0
_TEXT: Final = 0.5

# Of the best score: weaker matches share a word, not a meaning.
_CUT: Final = 0.5

# pg_trgm's default of 0.3 lets five-letter words pass for each other; at 0.45 one wrong letter still passes.
_SIMILAR: Final = 0.45
_SHORTEST_MISSPELLED: Final = 4


@dataclass(frozen=True, slots=True)
class Document:
    """A promotion's words."""

    promotion_id: int
    priority: int
    title: str
    text: str
    keywords: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A promotion that answers a search; ``instead`` is the word a misspelled one was taken for, or empty."""

    promotion_id: int
    score: float
    instead: str = ""


class Synonyms:
    """Replaces words and phrases that mean the same by one concept."""

    def __init__(self, groups: Iterable[Sequence[str]], language: str = "en") -> None:
        self._concepts: dict[tuple[str, ...], str] = {}
        for number, group in enumerate(groups):
            for phrase in group:
                self._concepts.setdefault(tuple(text.stems(phrase, language)), f"={number}")
        self._longest = max(map(len, self._concepts), default=0)

    def terms(self, stems: Sequence[str]) -> list[str]:
        """Return ``stems`` with each known phrase, the longest first, replaced by its concept."""
        terms: list[str] = []
        start = 0
        while start < len(stems):
            for length in range(min(self._longest, len(stems) - start), 0, -1):
                concept = self._concepts.get(tuple(stems[start : start + length]))
                if concept is not None:
                    terms.append(concept)
                    start += length
                    break
            else:
                terms.append(stems[start])
                start += 1
        return terms


class PromotionIndex:
    """Running promotions by their words in one language."""

    def __init__(
        self, documents: Sequence[Document], synonyms: Iterable[Sequence[str]], language: str = "en"
    ) -> None:
        groups = [list(group) for group in synonyms]
        self._language = language
        self._synonyms = Synonyms(groups, language)
        self._priorities = {document.promotion_id: document.priority for document in documents}
        self._weights: dict[str, dict[int, float]] = {}
        self._spellings: set[str] = set()
        for group in groups:
            self._learn_spellings(group)
        for document in documents:
            self._add(document)

    def match(self, search: str, *, limit: int) -> tuple[Match, ...]:
        """Return at most ``limit`` promotions for ``search``, the best first; none when nothing is alike."""
        return self.exact(search, limit=limit) or self.similar(search, limit=limit)

    def exact(self, search: str, *, limit: int) -> tuple[Match, ...]:
        """Return the promotions that have words of ``search`` as they were typed."""
        return self._ranked(text.words(search, self._language), limit)

    def similar(self, search: str, *, limit: int) -> tuple[Match, ...]:
        """Return the promotions that have what ``search`` is taken for, where words of it are misspelled."""
        words = text.words(search, self._language)
        corrected = [self._most_similar(word) for word in words]
        if corrected == words:
            return ()
        instead = " ".join(corrected)
        return tuple(
            Match(match.promotion_id, match.score, instead) for match in self._ranked(corrected, limit)
        )

    def _ranked(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        terms = self._synonyms.terms([text.stem(word, self._language) for word in words])
        scores: dict[int, float] = {}
        for term in dict.fromkeys(terms):
            weights = self._weights.get(term, {})
            rarity = math.log(1 + len(self._priorities) / max(1, len(weights)))
            for promotion_id, weight in weights.items():
                scores[promotion_id] = scores.get(promotion_id, 0.0) + weight * rarity
        least = _CUT * max(scores.values(), default=0.0)
        ranked = sorted(scores, key=lambda number: (-scores[number], -self._priorities[number], number))
        return tuple(
            Match(number, round(scores[number], 4)) for number in ranked[:limit] if scores[number] >= least
        )

    def _most_similar(self, word: str) -> str:
        if len(word) < _SHORTEST_MISSPELLED or word in self._spellings:
            return word
        score, best = max(
            ((text.similarity(word, known), known) for known in self._spellings), default=(0.0, word)
        )
        return best if score >= _SIMILAR else word

    def _add(self, document: Document) -> None:
        fields = (
            (_KEYWORD, document.keywords),
            (_CATEGORY, [category.replace("-", " ") for category in document.categories]),
            (_TITLE, [document.title]),
            (_TEXT, [document.text]),
        )
        for weight, texts in fields:
            for field in texts:
                for term in self._synonyms.terms(text.stems(field, self._language)):
                    known = self._weights.setdefault(term, {})
                    known[document.promotion_id] = max(weight, known.get(document.promotion_id, 0.0))
            if weight > _TEXT:
                self._learn_spellings(texts)

    def _learn_spellings(self, texts: Iterable[str]) -> None:
        for field in texts:
            self._spellings.update(text.words(field, self._language))
