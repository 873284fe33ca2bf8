"""Noise: shouting, the same again and again, keys hit at random, filler text."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading, Word
from moderation.signals import Signal

# Pairs of letters that no common English word has.
_NEVER: Final = re.compile(
    r"b[qxz]|c[bgjvx]|dx|f[jkqxz]|g[jqvxz]|h[jkxz]|j[bcdfghjklmnpqrstvwxyz]|k[gjqxz]|l[qx]|"
    r"m[xz]|p[jqvxz]|q[bcdefghjklmnoprstvwxyz]|rx|sx|tq|v[bcdfghjklmnpqtwxz]|w[jqvxz]|"
    r"x[djkrz]|y[jqx]|z[bcdfgjkmnpqrstvwx]"
)
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_CONSONANTS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|[aeiou]{5,}")
_UNVOWELLED: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{4,}")
_SIGN: Final = re.compile(r"([^\w\s.,!?\-*_=~])(?:\s*\1){7,}")
_STRETCHED: Final = re.compile(r"(.)\1{2,}")
_WALK: Final = 4
# Words of English that run along a row all the same.
_REAL_WALKS: Final = frozenset(
    {"power", "property", "were", "weird", "tree", "trees", "poppy", "pretty", "proper"}
)


def build(settings: Settings) -> Check:
    options = settings.options
    filler = settings.pattern_list("filler")

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        letters = [character for character in reading.content.text if character.isalpha()]
        words = [word for word in reading.words if word.text.isalpha()]
        if len(letters) >= options["shouting_letters"] and len(words) >= options["shouting_words"]:
            share = sum(map(str.isupper, letters)) / len(letters)
            if share >= options["shouting_share"]:
                yield _signal(reading, "shouting", (), options["shouting"], f"{share:.0%} are capitals.")
        yield from _repetition(reading, words, options["repeated_share"], options["wordless"])
        garbled = [word for word in words if _is_garbled(word.text)]
        long = [word for word in words if len(word.text) > 2]
        if garbled and len(garbled) >= options["garbled_share"] * len(long):
            certain = len(garbled) > 1
            why = "The words are none: " + ", ".join(word.text for word in garbled[:5]) + "."
            yield _signal(reading, "gibberish", garbled, 1.0 if certain else options["garbled"], why)
        if places := list(filler.find(reading.folded.text)):
            yield _signal(
                reading, "gibberish", [Word("", *place) for place in places], 1.0, "It is filler text."
            )

    return check


def _repetition(reading: Reading, words: list[Word], share: float, wordless: float) -> Iterable[Signal]:
    if len(words) >= 4:
        text, count = Counter(word.text for word in words).most_common(1)[0]
        if count >= 4 and count >= share * len(words):
            again = [word for word in words if word.text == text]
            yield _signal(reading, "repetition", again, 1.0, f"“{text}” makes up most of the text.")
    if len(words) < 4 and (match := _SIGN.search(reading.folded.text)):
        place = [Word("", *match.span())]
        yield _signal(reading, "repetition", place, 1.0, "One sign makes up most of the text.")
    if not words and not any(map(str.isalnum, reading.folded.text)):
        yield _signal(reading, "repetition", (), wordless, "There are no words.")


def _is_garbled(word: str) -> bool:
    if len(word) < 3 or not word.isascii():
        return False
    if len(word) > len(plain := _STRETCHED.sub(r"\1", word)):
        # "Sooo" and "grrreat" are words with feeling; "jjjjj" is none.
        return len(plain) == 1 or (len(plain) > 3 and _is_garbled(plain))
    if _NEVER.search(word):
        return len(word) > 3
    if _CONSONANTS.search(word) or (len(word) > 4 and not set("aeiouy") & set(word)):
        return True
    return (_UNVOWELLED.search(word) is not None and _walks(word)) or _is_walk(word)


def _walks(word: str) -> bool:
    """Whether part of a word runs along a row of the keyboard."""
    return any(word[place : place + 3] in row for row in _ROWS for place in range(len(word) - 2))


def _is_walk(word: str) -> bool:
    """Whether the word does nothing else but run along rows of the keyboard."""
    if len(word) <= _WALK:
        return len(word) == _WALK and any(word in row for row in _ROWS)
    steps = sum(any(word[place : place + 2] in row for row in _ROWS) for place in range(len(word) - 1))
    return steps >= 0.75 * (len(word) - 1) and word not in _REAL_WALKS


def _signal(reading: Reading, code: str, words: Iterable[Word], severity: float, why: str) -> Signal:
    spans = tuple(map(reading.span, words))
    return Signal("noise", code, severity, severity >= 1, spans, why)


DETECTOR = Detector(
    name="noise",
    about="Shouting, repetition, gibberish and filler.",
    build=build,
    options=names(
        *("shouting", "shouting_letters", "shouting_words", "shouting_share"),
        *("wordless", "repeated_share", "garbled", "garbled_share"),
    ),
    patterns=names("filler"),
)
