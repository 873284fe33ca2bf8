"""A review that is the product's own description."""

from collections.abc import Iterable, Sequence

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.folding import fold
from moderation.reading import Reading
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    severity, least, share = (settings.options[name] for name in ("severity", "least_words", "share"))

    def check(reading: Reading, circumstances: Circumstances) -> Iterable[Signal]:
        if not circumstances.description or len(reading.words) < least:
            return
        mine = _threes([word.text for word in reading.words])
        theirs = set(_threes("".join(_letters(fold(circumstances.description).text)).split()))
        copied = sum(three in theirs for three in mine) / len(mine)
        if copied >= share:
            why = f"{copied:.0%} is copied from the product's description."
            yield Signal("description", "copied_description", severity, False, (), why)

    return check


def _letters(text: str) -> Iterable[str]:
    return (letter if letter.isalnum() or letter == "'" else " " for letter in text)


def _threes(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + 3]) for place in range(len(words) - 2)]


DETECTOR = Detector(
    name="description",
    about="Texts copied from the product's page.",
    build=build,
    options=names("severity", "least_words", "share"),
)
