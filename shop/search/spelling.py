"""What a misspelled word was meant to be. Pure: a speller is built from words and never asks a database.

One wrong, missing, extra or swapped letter is forgiven, in words of eight letters and more two of them (optimal string
alignment distance: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance). Candidates at distance one are
found by what is left of both words without one letter, so that no search walks through the vocabulary; the rare
second mistake is looked for among words with the same first letter.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from shop.search.languages import ENGLISH, folded

MIN_LENGTH: Final = 3
TWO_MISTAKES_FROM: Final = 8

# Splitting a word is the bolder guess: both halves must be words that products are known by.
_SHORTEST_PART: Final = 3


def distance(one: str, other: str, *, most: int) -> int:
    """Return how many letters must be changed, added, left out or swapped with their neighbour to turn ``one`` into
    ``other``; ``most + 1`` when it takes more than ``most``."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        previous, row = row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = previous
    return min(row[-1], most + 1)


def _nothing(word: str) -> bool:
    return False


class Speller:
    """Knows the words of the catalogue and how much each counts there.

    ``weights`` are by the words as they are written; one that has accents is recognised without them and shown with
    them. ``is_made_up`` tells compounds of known words, which need no correction either.
    """

    def __init__(
        self,
        weights: Mapping[str, int],
        stem: Callable[[str], str] = ENGLISH.stem,
        is_made_up: Callable[[str], bool] = _nothing,
    ) -> None:
        self._weights: dict[str, int] = defaultdict(int)
        self._written: dict[str, str] = {}
        for written, weight in sorted(weights.items(), key=lambda entry: entry[1]):
            self._weights[folded(written)] += weight
            self._written[folded(written)] = written
        self._weights = dict(self._weights)
        self._stem, self._is_made_up = stem, is_made_up
        self._stems = {stem(word) for word in self._weights}
        self._shortened: dict[str, list[str]] = defaultdict(list)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in self._weights:
            for short in {word, *_without_one(word)}:
                self._shortened[short].append(word)
            self._by_letter[word[:1]].append(word)

    def corrected(self, words: Iterable[str]) -> list[str]:
        """Return ``words`` (folded) with the unknown ones replaced by what they most likely mean.

        Two words that are one of ours without the blank between them become that one: "head phones".
        """
        result: list[str] = []
        given = list(words)
        while given:
            word = given.pop(0)
            if given and word + given[0] in self._weights:
                result.append(self._written[word + given.pop(0)])
            elif self.knows(word):
                result.append(word)
            else:
                result.append(self._most_likely(word))
        return result

    def knows(self, word: str) -> bool:
        """Whether the word needs no correction: it is one of ours, another form of one, or no word at all."""
        return (
            len(word) < MIN_LENGTH
            or not word.isalpha()
            or word in self._weights
            or self._stem(word) in self._stems
            or self._is_made_up(word)
        )

    def _most_likely(self, word: str) -> str:
        if best := self._best(word, self._at_distance_one(word)):
            return self._written[best]
        if halves := max(self._halves(word), default=None):
            return halves[1]
        if len(word) >= TWO_MISTAKES_FROM:
            near = (known for known in self._by_letter[word[0]] if distance(word, known, most=2) <= 2)
            return self._written.get(self._best(word, near) or word, word)
        return word

    def _best(self, word: str, candidates: Iterable[str]) -> str | None:
        """Return the most frequent candidate; those with the same first letter come first, which people seldom miss."""
        return max(
            candidates,
            key=lambda known: (_begin_alike(known, word), self._weights[known], known),
            default=None,
        )

    def _at_distance_one(self, word: str) -> Iterator[str]:
        seen = set()
        for short in (word, *_without_one(word)):
            for known in self._shortened.get(short, ()):
                if known not in seen and distance(word, known, most=1) <= 1:
                    seen.add(known)
                    yield known

    def _halves(self, word: str) -> Iterator[tuple[int, str]]:
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            one, other = word[:cut], word[cut:]
            if one in self._weights and other in self._weights:
                yield (
                    min(self._weights[one], self._weights[other]),
                    f"{self._written[one]} {self._written[other]}",
                )


def _begin_alike(one: str, other: str) -> bool:
    return one[0] == other[0] or one[:2] == other[1::-1]


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))
