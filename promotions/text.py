"""Words as the matching sees them: folded, stemmed, and compared by trigrams."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import snowballstemmer

_WORD: Final = re.compile(r"[^\W_]+")
# https://snowballstem.org/algorithms/
_STEMMERS: Final = {
    "en": snowballstemmer.stemmer("english").stemWord,
    "de": snowballstemmer.stemmer("german").stemWord,
}

# The languages of promotions' texts and synonyms.
LANGUAGES: Final = tuple(_STEMMERS)

# Words that say nothing about what is looked for, folded.
_ENGLISH: Final = frozenset(
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
_GERMAN: Final = frozenset(
    {
        "alle",
        "am",
        "an",
        "angebot",
        "angebote",
        "auf",
        "aus",
        "bei",
        "beste",
        "besten",
        "billig",
        "billige",
        "das",
    }
    | {
        "dein",
        "deine",
        "dem",
        "den",
        "der",
        "des",
        "dich",
        "die",
        "dir",
        "du",
        "ein",
        "eine",
        "einem",
        "einen",
    }
    | {
        "einer",
        "es",
        "fuer",
        "fur",
        "guenstig",
        "guenstige",
        "gunstig",
        "gunstige",
        "gut",
        "gute",
        "ich",
        "im",
        "in",
    }
    | {
        "ist",
        "kaufen",
        "mein",
        "meine",
        "mit",
        "neu",
        "neue",
        "neuen",
        "oder",
        "ohne",
        "rabatt",
        "sind",
        "suche",
    }
    | {"und", "unter", "vom", "von", "wir", "zu", "zum", "zur"}
)
STOP_WORDS: Final = {"en": _ENGLISH, "de": _GERMAN}


def fold(text: str) -> str:
    """Return ``text`` without accents, capitals and compatibility forms."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=65_536)
def stem(word: str, language: str = "en") -> str:
    """Return the Snowball stem of a folded word."""
    return str(_STEMMERS[language](word))


def words(text: str, language: str = "en") -> list[str]:
    """Return the folded words of ``text`` that mean something; all of them when none does."""
    found = _WORD.findall(fold(text))
    return [word for word in found if word not in STOP_WORDS[language]] or found


def stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of ``words(text)``, in order."""
    return [stem(word, language) for word in words(text, language)]


@lru_cache(maxsize=65_536)
def trigrams(word: str) -> frozenset[str]:
    """Return a word's trigrams, padded as PostgreSQL's pg_trgm pads: two blanks before, one after."""
    padded = f"  {word} "
    return frozenset(padded[index : index + 3] for index in range(len(padded) - 2))


def similarity(one: str, other: str) -> float:
    """Return the share of trigrams that two words have in common, 0 to 1 (pg_trgm's ``similarity``)."""
    first, second = trigrams(one), trigrams(other)
    return len(first & second) / len(first | second)
