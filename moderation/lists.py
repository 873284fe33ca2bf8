"""Lists of words and patterns as an admin writes them, made fast to look up.

A word list's entry is a word, or the beginning of words with a star behind it (``fuck*``). A pattern is a regular
expression that is looked for in the folded text: lower case, without accents.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import regex

from moderation.errors import BadPattern
from moderation.triggers import Triggers

# A pattern that takes longer in a review's text is one that runs away. Wall-clock seconds for one search.
PATTERN_TIMEOUT: Final = 0.25
_TRIAL_TIMEOUT: Final = 0.05
# What patterns that backtrack without end usually choke on.
_TRIALS: Final = ("a" * 2000, "a " * 1000, "1" * 2000, "ab1 " * 500 + "!", " " * 2000)
_SAME: Final = str.maketrans("i", "l")
_KEPT: Final = 20_000
_MASKS: Final = frozenset("*#%:;?^~-_.+&/=")


class WordList:
    """Words to look up. ``i`` and ``l`` count as one letter, as whoever writes ``shlt`` hopes."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._beginnings: set[str] = set()
        for entry in entries:
            (self._beginnings if entry.endswith("*") else self._words).add(_key(entry.removesuffix("*")))
        self._lengths = sorted(set(map(len, self._beginnings)))
        self._by_length = sorted(self._beginnings | self._words, key=len, reverse=True)
        # Most words of a review were in the one before.
        self._has, self.within = lru_cache(_KEPT)(self._looked_up), lru_cache(_KEPT)(self._within)

    def __contains__(self, text: str) -> bool:
        return self._has(text)

    def _looked_up(self, text: str) -> bool:
        key = _key(text)
        return key in self._words or any(key[:length] in self._beginnings for length in self._lengths)

    def _within(self, text: str) -> bool:
        """Whether an entry stands anywhere inside ``text``."""
        key = _key(text)
        return any(entry in key for entry in self._by_length)

    def splits(self, first: str, second: str) -> bool:
        """Whether an entry begins with all of ``first`` and ends in ``second``."""
        key = _key(first + second)
        return any(len(first) < len(entry) and key.startswith(entry) for entry in self._by_length)

    def hides(self, masked: str) -> bool:
        """Whether ``masked``, letters with signs in place of some, can be read as an entry: the first letter must
        show, and another one unless the rest are stars."""
        key = _key(masked)
        return any(
            len(entry) >= 4
            and (len(key) == len(entry) or (len(key) > len(entry) and entry in self._beginnings))
            and _fits(key[: len(entry)], entry)
            for entry in self._by_length
            if entry[0] == key[0]
        )


class Patterns:
    """Regular expressions to look for.

    Raises:
        BadPattern: one isn't a regular expression, matches nothing at all, or backtracks without end.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._patterns = [_compiled(entry) for entry in entries]
        self._triggers = Triggers([pattern.pattern for pattern in self._patterns])

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the first place of each pattern in ``text``.

        Raises:
            TimeoutError: a search took longer than ``PATTERN_TIMEOUT``.
        """
        for place in self._triggers.candidates(text):
            if match := self._patterns[place].search(text, timeout=PATTERN_TIMEOUT):
                yield match.span()


def _compiled(entry: str) -> "regex.Pattern[str]":
    try:
        pattern = regex.compile(entry)
        if pattern.search(""):
            raise BadPattern(entry, "it matches a text without a single character")
        for trial in _TRIALS:
            pattern.search(trial, timeout=_TRIAL_TIMEOUT)
    except regex.error as error:
        raise BadPattern(entry, f"it is no regular expression: {error}") from error
    except TimeoutError as error:
        raise BadPattern(entry, "it takes too long on a long text") from error
    return pattern


def _key(text: str) -> str:
    return text.translate(_SAME)


def _fits(shown: str, entry: str) -> bool:
    hidden = [character in _MASKS for character in shown]
    visible = hidden.count(False)
    return (
        any(hidden)
        and (visible > 1 or shown.count("*") == len(shown) - 1 > 2)
        and all(masked or mine == its for masked, mine, its in zip(hidden, shown, entry, strict=True))
    )
