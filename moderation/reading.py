"""A review's text as detectors read it: folded, in words, and what its spellings may hide.

A hidden word is written so that a list of words misses it: leet (``sh1t``), letters apart (``s h i t``), letters
repeated (``shiiit``), masked (``sh*t``) or in two pieces (``sh it``). Each gives candidates, which only count where a
list has them. Numbers are never decoded, nor what has more digits than letters (``a55``, ``B00B5``): those are models.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from moderation.content import Content
from moderation.folding import Folded, fold

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CHUNK: Final = re.compile(r"[^\w@$*|€]*(\S*[^\s\"'()\[\]{}.,!?:;<>])")
_LEET: Final = str.maketrans("01345789@$!|€+", "oleastbgasiict")
_LEET_LIKE: Final = frozenset("01345789@$!|€+")
_MASKS: Final = frozenset("*#%:;?^~-_.+&/=")
_RUN: Final = re.compile(r"([a-z])\1+")
_LONG_RUN: Final = re.compile(r"([a-z])\1\1")
_SPACED: Final = re.compile(
    r"(?<![^\W_])[a-z0-9@$.](?P<gap>[ ._\-/*+|~]{1,2})[a-z0-9@$!.](?:(?P=gap)[a-z0-9@$!.])+(?![^\W_])"
)
_STOP: Final = re.compile(r"[.!?;\n]")
_QUOTED: Final = re.compile(r'"[^"]{3,200}"')
_MAX_PAIR: Final = 9


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or what may be one, of the folded text from ``start`` to ``end``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """One review, read once for all detectors."""

    content: Content

    @cached_property
    def folded(self) -> Folded:
        return fold(self.content.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words as they stand, numbers among them."""
        return tuple(Word(match.group(), *match.span()) for match in _WORD.finditer(self.folded.text))

    @cached_property
    def hidden(self) -> tuple[Word, ...]:
        """What hidden spellings may say; most of it is nothing."""
        return (*self._leet(), *self._repeated(), *self._joined())

    @cached_property
    def pairs(self) -> tuple[tuple[Word, Word], ...]:
        """Short neighbours with one character between them, which may be one word in two pieces."""
        return tuple(
            (first, second)
            for first, second in pairwise(self.words)
            if len(first.text) + len(second.text) <= _MAX_PAIR and second.start - first.end == 1
        )

    @cached_property
    def masked(self) -> tuple[Word, ...]:
        """Chunks of letters with signs in place of some: ``f**k``, ``sh:t``."""
        return tuple(
            word
            for word in self._chunks
            if len(word.text) > 2
            and not _MASKS.isdisjoint(word.text[1:])
            and (word.text.endswith("***") or 2 * sum(map(str.isalpha, word.text)) >= len(word.text) - 1)
        )

    @cached_property
    def spaced(self) -> tuple[Word, ...]:
        """Letters written apart, joined: at least three with the same sign between all of them."""
        return tuple(
            Word(joined, *match.span())
            for match in _SPACED.finditer(self.folded.text)
            if not (joined := match.group().replace(match["gap"], "")).isdigit()
        )

    @cached_property
    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        """The words by sentence."""
        found: list[list[Word]] = [[]]
        text, end = self.folded.text, 0
        for word in self.words:
            if _STOP.search(text, end, word.start):
                found.append([])
            found[-1].append(word)
            end = word.end
        return tuple(map(tuple, found))

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """Where somebody is quoted, in the folded text."""
        return tuple(match.span() for match in _QUOTED.finditer(self.folded.text))

    def is_quoted(self, word: Word) -> bool:
        return any(start <= word.start and word.end <= end for start, end in self.quotes)

    def span(self, word: Word) -> tuple[int, int]:
        """Return where ``word`` stands in the text as it was written."""
        return self.folded.span(word.start, word.end)

    @cached_property
    def _chunks(self) -> tuple[Word, ...]:
        return tuple(Word(match[1], *match.span(1)) for match in _CHUNK.finditer(self.folded.text))

    def _leet(self) -> Iterator[Word]:
        for word in self._chunks:
            signs = sum(character in _LEET_LIKE for character in word.text)
            if signs and max(2, signs) <= sum("a" <= character <= "z" for character in word.text):
                decoded = word.text.translate(_LEET)
                yield Word(decoded, word.start, word.end)

    def _joined(self) -> Iterator[Word]:
        for word in self.spaced:
            yield Word(word.text.translate(_LEET), word.start, word.end)

    def _repeated(self) -> Iterator[Word]:
        for word in self.words:
            if _RUN.search(word.text):
                yield Word(_RUN.sub(r"\1", word.text), word.start, word.end)
                if _LONG_RUN.search(word.text):
                    yield Word(_RUN.sub(r"\1\1", word.text), word.start, word.end)
