"""Full text, the same for every tool: what a line's words are, and what somebody looking for words means.

A word is a run of letters and digits, whatever its case: ``shop.checkout`` is two, and looking for it finds the two in
that order. The last word of a term may go on: ``humid`` finds ``humidifier``. A term after ``-`` must not occur, one in
quotation marks is taken as a whole, and all others must occur.
"""

import re
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
# What is longer is no word that anybody looks for, and PostgreSQL takes 2 kB of it.
_LONGEST: Final = 250
_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after the other, or must not."""

    words: tuple[str, ...]
    excluded: bool = False


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in order, in lower case; of a very long one its beginning."""
    return [word[:_LONGEST] for word in _WORD.findall(text.lower())]


def terms_of(query: str) -> tuple[Term, ...]:
    """Return what ``query``, as somebody typed it, asks for; what holds no word asks for nothing."""
    found = []
    for minus, quoted, plain in _TERM.findall(query):
        if words := words_of(quoted or plain):
            found.append(Term(tuple(words), excluded=bool(minus)))
    return tuple(found)


def matches(terms: tuple[Term, ...], text: str) -> bool:
    """Whether ``text`` has all that ``terms`` ask for."""
    normal = f" {' '.join(words_of(text))}"
    return all((f" {' '.join(term.words)}" in normal) != term.excluded for term in terms)
