"""Which patterns a text could match at all, so that hundreds of them cost little.

Whatever a pattern matches contains one of a few literals ("free trial", "viagra" or "cialis"), and so that literal's
last three letters. A text's own trigrams then name the few patterns worth searching for. A pattern without such
literals, or one that the standard library's parser doesn't know, is always searched for.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

_GRAM: Final = 3
# A pattern with more alternatives than this gains nothing.
_MOST: Final = 80

type Literals = frozenset[str]


class Triggers:
    """An index from trigrams to the places of patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._always: set[int] = set()
        self._index: dict[str, dict[str, set[int]]] = {}
        for place, pattern in enumerate(patterns):
            literals = required(pattern)
            if literals is None:
                self._always.add(place)
            for literal in literals or ():
                self._index.setdefault(literal[-_GRAM:], {}).setdefault(literal, set()).add(place)

    def candidates(self, text: str) -> list[int]:
        """Return the places of the patterns that could match, in order."""
        found = set(self._always)
        for gram in _grams(text) & self._index.keys():
            for literal, places in self._index[gram].items():
                if literal in text:
                    found |= places
        return sorted(found)


@lru_cache(maxsize=8)
def _grams(text: str) -> frozenset[str]:
    """Return the trigrams of a text; kept, as several lists look at one text in turn."""
    return frozenset([text[place : place + _GRAM] for place in range(len(text) - _GRAM + 1)])


def required(pattern: str) -> Literals | None:
    """Return literals of three letters or more of which every match has one; None where none can be told."""
    try:
        parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
    except (re.error, RecursionError, OverflowError):
        return None
    return _of_sequence(parsed)


def _of_sequence(items: Iterable[Any]) -> Literals | None:
    """Return the literals of the part that narrows most: everything in a sequence must match."""
    best: Literals | None = None
    run = ""
    for operation, argument in [*items, (None, None)]:
        if str(operation) == "LITERAL":
            run += chr(argument)
            continue
        for found in (frozenset({run}) if len(run) >= _GRAM else None, _of_item(str(operation), argument)):
            if found and (best is None or _rarity(found) > _rarity(best)):
                best = found
        run = ""
    return best


def _of_item(operation: str, argument: Any) -> Literals | None:
    match operation:
        case "SUBPATTERN":
            return None if argument[1] or argument[2] else _of_sequence(argument[-1])
        case "BRANCH":
            branches = [_of_sequence(branch) for branch in argument[1]]
            if all(branches):
                joined = frozenset[str]().union(*(branch for branch in branches if branch))
                return joined if len(joined) <= _MOST else None
            return None
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _of_sequence(argument[2]) if argument[0] else None
        case _:
            return None


def _rarity(literals: Literals) -> float:
    return min(map(len, literals)) - len(literals) / 4
