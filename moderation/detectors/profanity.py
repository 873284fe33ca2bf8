"""Swearing: words of a list, as they stand or hidden by spelling."""

from collections.abc import Iterable, Iterator

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.lists import WordList
from moderation.reading import Reading, Word
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    strong, mild = settings.word_list("strong"), settings.word_list("mild")
    inside, innocent = settings.word_list("inside"), settings.word_list("innocent")
    mild_severity = settings.options["mild"]

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        if plain := [word for word in reading.words if word.text in strong and word.text not in innocent]:
            yield _signal(reading, "profanity", plain, "swears")
        if hidden := list(_hidden(reading, strong, inside, innocent)):
            yield _signal(reading, "profanity_hidden", hidden, "hides swearing by its spelling")
        if milder := [word for word in reading.words if word.text in mild and not reading.is_quoted(word)]:
            # One "damn" in anger is nothing; several different ones are.
            severity = 1 - (1 - mild_severity) ** len({word.text for word in milder})
            spans = tuple(map(reading.span, milder))
            yield Signal("profanity", "mild_profanity", severity, False, spans, _why(milder, "is rude"))

    return check


def _hidden(reading: Reading, strong: WordList, inside: WordList, innocent: WordList) -> Iterator[Word]:
    for word in reading.words:
        if word.text not in strong and inside.within(word.text) and word.text not in innocent:
            yield word
    for word in reading.hidden:
        if (word.text in strong or inside.within(word.text)) and word.text not in innocent:
            yield word
    for first, second in reading.pairs:
        if inside.splits(first.text, second.text):
            yield Word(first.text + second.text, first.start, second.end)
    for word in reading.masked:
        if strong.hides(word.text):
            yield word


def _signal(reading: Reading, code: str, words: list[Word], what: str) -> Signal:
    return Signal("profanity", code, 1.0, True, tuple(map(reading.span, words)), _why(words, what))


def _why(words: list[Word], what: str) -> str:
    listed = ", ".join(f"“{text}”" for text in dict.fromkeys(word.text for word in words))
    return f"The text {what}: {listed}."


DETECTOR = Detector(
    name="profanity",
    about="Swear words, also in leet, spaced, masked, repeated or glued spelling.",
    build=build,
    options=names("mild"),
    words=names("strong", "mild", "inside", "innocent"),
)
