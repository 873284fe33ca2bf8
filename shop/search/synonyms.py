"""Other ways to say a search. Pure: built from the groups of words that the merchant keeps in the admin.

The groups serve search and promotions alike (``promotions.selectors.synonym_groups``).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from shop.search.languages import ENGLISH, folded

MOST_ALTERNATIVES: Final = 8

_WORD: Final = re.compile(r"[^\W_]+")

# Who writes these means exactly what they say.
_OPERATORS: Final = re.compile(r'"|(?:^|\s)-|(?:^|\s)or(?:\s|$)', re.IGNORECASE)

type Groups = tuple[tuple[str, ...], ...]


class Thesaurus:
    """Finds phrases, in any form of their words, and says them differently."""

    def __init__(self, groups: Groups, stem: Callable[[str], str] = ENGLISH.stem) -> None:
        self._stem = stem
        self.words = frozenset(word for group in groups for phrase in group for word in words_of(phrase))
        self._others: dict[tuple[str, ...], list[str]] = {}
        for group in groups:
            for phrase in group:
                others = [other for other in group if other != phrase]
                self._others.setdefault(self._stems(words_of(phrase)), others)
        self._longest = max(map(len, self._others), default=0)

    def alternatives(self, search: str) -> tuple[str, ...]:
        """Return searches that mean the same, without ``search`` itself, for PostgreSQL's ``websearch``.

        One phrase is replaced at a time: "red couch" gives "red sofa", "red settee", …. None for a search with
        operators in it.
        """
        if has_operators(search):
            return ()
        words = words_of(search)
        stems = self._stems(words)
        found: list[str] = []
        for start, length in self._phrases(stems):
            for other in self._others[stems[start : start + length]]:
                said = f'"{other}"' if " " in other else other
                found.append(" ".join([*words[:start], said, *words[start + length :]]))
        return tuple(found[:MOST_ALTERNATIVES])

    def _phrases(self, stems: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Yield where known phrases begin and how long they are, the longest where several begin."""
        start = 0
        while start < len(stems):
            longest = min(self._longest, len(stems) - start)
            length = next(
                (size for size in range(longest, 0, -1) if stems[start : start + size] in self._others), 0
            )
            if length:
                yield start, length
            start += length or 1

    def _stems(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self._stem, words))


@lru_cache(maxsize=4)
def thesaurus_of(groups: Groups, stem: Callable[[str], str] = ENGLISH.stem) -> Thesaurus:
    """Return the thesaurus of ``groups``, built once for as long as they stay the same."""
    return Thesaurus(groups, stem)


def has_operators(search: str) -> bool:
    """Whether whoever typed ``search`` means exactly what it says."""
    return bool(_OPERATORS.search(search))


def words_of(text: str) -> list[str]:
    """Return the folded words of ``text``."""
    return _WORD.findall(folded(text))
