"""Advertising: phrases that sell something else, and texts made of little but words of trade."""

from collections.abc import Iterable

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    clear, likely = settings.pattern_list("clear"), settings.pattern_list("likely")
    trade = settings.word_list("trade")
    severity = settings.options["likely"]
    dense, distinct = settings.options["dense"], settings.options["distinct"]

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        text = reading.folded.text
        if places := list(clear.find(text)):
            spans = tuple(reading.folded.span(*place) for place in places)
            yield Signal(
                "advertising", "advertising", 1.0, True, spans, "The text advertises something else."
            )
        elif places := list(likely.find(text)):
            spans = tuple(reading.folded.span(*place) for place in places)
            several = len(places) > 1
            why = "The text sounds like advertising" + (" in several places." if several else ".")
            yield Signal("advertising", "advertising", 1.0 if several else severity, several, spans, why)
        words = [word for word in reading.words if word.text in trade]
        if len({word.text for word in words}) >= distinct and len(words) >= dense * len(reading.words):
            spans = tuple(map(reading.span, words))
            yield Signal(
                "advertising", "advertising", 1.0, True, spans, "The text is made of words of trade."
            )

    return check


DETECTOR = Detector(
    name="advertising",
    about="Phrases of spam, and strings of words of trade.",
    build=build,
    options=names("likely", "dense", "distinct"),
    words=names("trade"),
    patterns=names("clear", "likely"),
)
