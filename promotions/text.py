"""Words as the matching sees them: folded, stemmed, and compared by trigrams."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import snowballstemmer

_WORD: Final = re.compile(r"[^\W_]+")
_stem: Final = snowballstemmer.stemmer("english").stemWord

# Words that say nothing about what is looked for.
STOP_WORDS: Final = frozenset(
    {
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "best",
        "buy",
        "by",
        "cheap",
        "deal",
        "deals",
        "for",
        "from",
    }
    | {"good", "i", "in", "is", "it", "me", "my", "new", "of", "offer", "offers", "on", "or", "sale", "some"}
    | {"that", "the", "these", "this", "to", "under", "want", "with", "your"}
)


def fold(text: str) -> str:
    """Return ``text`` without accents, capitals and compatibility forms."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the Snowball English stem of a folded word. https://snowballstem.org/algorithms/english/stemmer.html"""
    return str(_stem(word))


def words(text: str) -> list[str]:
    """Return the folded words of ``text`` that mean something; all of them when none does."""
    found = _WORD.findall(fold(text))
    return [word for word in found if word not in STOP_WORDS] or found


def stems(text: str) -> list[str]:
    """Return the stems of ``words(text)``, in order."""
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=65_536)
def trigrams(word: str) -> frozenset[str]:
    """Return a word's trigrams, padded as PostgreSQL's pg_trgm pads: two blanks before, one after."""
    padded = f"  {word} "
    return frozenset(padded[index : index + 3] for index in range(len(padded) - 2))


def similarity(one: str, other: str) -> float:
    """Return the share of trigrams that two words have in common, 0 to 1 (pg_trgm's ``similarity``)."""
    first, second = trigrams(one), trigrams(other)
    return len(first & second) / len(first | second)
