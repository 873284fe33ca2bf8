"""Words that are made of others, as German makes them: "Schreibtischlampe" is a "Lampe" for the "Schreibtisch". Pure.

A word is taken apart where every part is a word of the catalogue, in any of its forms, with or without what German puts
between them ("Arbeit-s-platz", "Blume-n-topf"). What stands in a name beside a word of the catalogue counts as one too:
no product is called "Befeuchter", but part of the "Luftbefeuchter" is. The last part is the head, which says what the
thing is; those before say of which sort. So a search is widened in three ways:

- a compound is also looked for by its parts: "Lampe für den Schreibtisch";
- and without the first of three parts: "Tischlampe";
- two words apart are also looked for as one, whether its parts are known or not: "Kissen Nacken" is a "Nackenkissen";
- a word also stands for the catalogue's compounds that end with it, and beside other words for those that begin with
  it: "Lampe" finds the "Stehlampe", "Leine Hund" the "Hundeleine".

The catalogue's compounds are taken apart once, when a process first reads its words.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

# What links the parts (https://de.wikipedia.org/wiki/Fugenlaut); nothing at all is the commonest.
_LINKS: Final = ("", "s", "n", "en", "es", "er", "e")

_LONGEST_LINK: Final = max(map(len, _LINKS))

# Shorter chunks are endings and prepositions ("an", "los"); of three letters only what products are named by ("Bad").
_SHORTEST: Final = 3
_SHORTEST_COMPOUND: Final = 7

_SHORTEST_BESIDE: Final = 4

# A word from a name or the search terms weighs ten (``shop.search.services``).
_NAMING: Final = 10

# The heaviest of the compounds that a word may stand for: a department has not many more.
_MOST: Final = 24

type Stem = Callable[[str], str]


class Compounds:
    """Takes words apart by a vocabulary: its folded words and how much each weighs."""

    def __init__(
        self, weights: Mapping[str, int], stem: Stem, *, stop_words: frozenset[str] = frozenset()
    ) -> None:
        self._stop_words = stop_words
        self._stem = lru_cache(maxsize=65_536)(stem)
        self._weights: dict[str, int] = defaultdict(int)
        for word, weight in weights.items():
            if weight >= _NAMING and len(word) >= _SHORTEST and word not in stop_words:
                self._weights[self._stem(word)] += weight
        for part in [
            part for word, weight in weights.items() if weight >= _NAMING for part in self._beside(word)
        ]:
            self._weights[self._stem(part)] += 1
        self._long = tuple(word for word in weights if len(word) >= _SHORTEST_COMPOUND)
        self._ending_with: dict[str, list[str]] = defaultdict(list)
        self._beginning_with: dict[str, list[str]] = defaultdict(list)
        for word in sorted(weights, key=lambda word: (-weights[word], word)):
            self._learn(word)

    def _beside(self, word: str) -> tuple[str, ...]:
        """Return the unknown part of a word that has a known one, where both are long enough to be no accident."""
        # Adjectives in "-isch" end like a table and are none.
        if self.parts(word) or word.endswith("isch"):
            return ()
        cuts = range(_SHORTEST_BESIDE, len(word) - _SHORTEST_BESIDE)
        heads = [word[:cut] for cut in cuts if self._known(word[cut:])]
        # "Lichter|kette", not "Licht|erkette": what links two parts is no beginning.
        modified = [word[cut:] for cut in reversed(cuts) if self._modifier(word[:cut]) is not None]
        return tuple((heads or modified)[:1])

    def _learn(self, word: str) -> None:
        parts = self.finest(word)
        for place in range(1, len(parts)):
            self._ending_with[self._stem("".join(parts[place:]))].append(word)
        for part in {*parts[:-1], *self.parts(word)[:-1]}:
            self._beginning_with[self._stem(part)].append(word)

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the parts of a folded word, as few as there can be; none when it is no compound."""
        if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
            return ()
        splits = [found for found in self._splits(word) if len(found) > 1]
        return min(splits, key=lambda found: (len(found), -self._lightest(found)), default=())

    def finest(self, word: str) -> tuple[str, ...]:
        """Return the parts of a compound that are no compounds themselves."""
        parts = self.parts(word)
        return tuple(piece for part in parts for piece in (self.finest(part) or (part,)))

    def _splits(self, word: str) -> Iterator[tuple[str, ...]]:
        """Yield every way in which known parts make up ``word``; the whole word is one when it is known."""
        if self._known(word):
            yield (word,)
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if (modifier := self._modifier(word[:cut])) is not None:
                for rest in self._splits(word[cut:]):
                    yield (modifier, *rest)

    def _modifier(self, chunk: str) -> str | None:
        """Return the word that ``chunk`` is, without what links it to the next; None when it is none."""
        for link in _LINKS:
            word = chunk.removesuffix(link)
            if chunk.endswith(link) and len(word) >= _SHORTEST and self._known(word):
                return word
        return None

    def _known(self, word: str) -> bool:
        return self._stem(word) in self._weights

    def _lightest(self, parts: Sequence[str]) -> int:
        return min(self._weights.get(self._stem(part), 0) for part in parts)

    def query(self, given: Sequence[str]) -> str:
        """Return the words ``given`` (folded) widened as said above, for PostgreSQL's ``to_tsquery``; empty where that
        adds nothing."""
        words = [word for word in given if word not in self._stop_words] or given
        widened = [self._widened(word, is_alone=len(words) == 1) for word in words]
        together = self._as_one(words) if len(words) == 2 else []
        if words == given and not together and all(len(choices) == 1 for choices in widened):
            return ""
        query = " & ".join(_any(choices) for choices in widened)
        return " | ".join([f"({query})", *together]) if together else query

    def _as_one(self, words: Sequence[str]) -> list[str]:
        """Return the catalogue's words that begin with one of two words and end with the other."""
        one, other = words
        longest = len(one) + len(other) + _LONGEST_LINK
        return [
            word
            for word in self._long
            if len(word) <= longest
            and (
                (word.startswith(one) and word.endswith(other))
                or (word.startswith(other) and word.endswith(one))
            )
        ][:_MOST]

    def _widened(self, word: str, *, is_alone: bool) -> list[str]:
        choices = [word, *self.standing_for(word, is_alone=is_alone)]
        if parts := self.parts(word):
            choices.append(self._together(parts))
        pieces = self.finest(word)
        choices += [self._together(pieces[first:]) for first in range(1, len(pieces) - 1)]
        return choices

    def _together(self, parts: Sequence[str]) -> str:
        return " & ".join(_any([part, *self.standing_for(part, is_alone=False)]) for part in parts)

    def standing_for(self, word: str, *, is_alone: bool = True) -> list[str]:
        """Return the catalogue's compounds that ``word`` stands for, the heaviest first: those that end with it, and
        with ``is_alone`` unset those that begin with it."""
        stem = self._stem(word)
        found = self._ending_with.get(stem, ())[:_MOST]
        others = () if is_alone else self._beginning_with.get(stem, ())[:_MOST]
        return list(self._of_other_stems([*found, *others], stem))

    def _of_other_stems(self, words: Iterable[str], stem: str) -> Iterator[str]:
        seen = {stem}
        for word in words:
            if (other := self._stem(word)) not in seen:
                seen.add(other)
                yield word


def _any(choices: Sequence[str]) -> str:
    return f"({' | '.join(f'({choice})' if ' ' in choice else choice for choice in choices)})"
