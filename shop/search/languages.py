"""The languages that can be searched in: how each makes stems of words, and where its texts stand. Pure."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import snowballstemmer

from shop.models.catalogue import SEARCH_CONFIGS
from shop.models.translations import column, current_language


@dataclass(frozen=True, slots=True)
class Language:
    """``stem`` turns a folded word into its Snowball stem, as PostgreSQL's configuration ``config`` does; ``document``,
    ``name``, ``terms`` and ``description`` are columns of the products, ``document`` and ``name`` of what listings know
    of them too. ``stop_words`` are folded."""

    code: str
    stem: Callable[[str], str]
    has_compounds: bool = False
    stop_words: frozenset[str] = frozenset()

    @property
    def config(self) -> str:
        return SEARCH_CONFIGS[self.code]

    @property
    def document(self) -> str:
        return column("document", self.code)

    @property
    def name(self) -> str:
        return column("name", self.code)

    @property
    def terms(self) -> str:
        return column("search_terms", self.code)

    @property
    def description(self) -> str:
        return column("description", self.code)


# PostgreSQL's list as people type it: folded, with "ue" for "ü", and with the articles drawn in ("fürs").
_GERMAN_STOP_WORDS: Final = frozenset(
    {
        "am",
        "an",
        "ans",
        "auf",
        "aufs",
        "aus",
        "bei",
        "beim",
        "das",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "ein",
        "eine",
    }
    | {
        "einem",
        "einen",
        "einer",
        "eines",
        "fuer",
        "fuers",
        "fur",
        "furs",
        "im",
        "in",
        "ins",
        "mit",
        "oder",
        "ohne",
    }
    | {"nach", "und", "unter", "vom", "von", "vor", "zu", "zum", "zur"}
)

ENGLISH: Final = Language("en", snowballstemmer.stemmer("english").stemWord)
GERMAN: Final = Language(
    "de", snowballstemmer.stemmer("german").stemWord, has_compounds=True, stop_words=_GERMAN_STOP_WORDS
)
LANGUAGES: Final = {language.code: language for language in (ENGLISH, GERMAN)}


def page_language() -> Language:
    """Return the language of the page that is being made."""
    return LANGUAGES[current_language()]


def folded(text: str) -> str:
    """Return ``text`` in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
