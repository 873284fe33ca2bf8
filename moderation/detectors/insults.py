"""Insults, slurs and threats: about people, where swearing may be about a lamp."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.lists import WordList
from moderation.reading import Reading, Word
from moderation.signals import Signal

_YOU: Final = frozenset({"you", "u"})
_ARTICLES: Final = frozenset({"a", "an", "the", "such", "all"})


def build(settings: Settings) -> Check:
    slurs, threats = settings.pattern_list("slurs"), settings.pattern_list("threats")
    phrases = settings.pattern_list("phrases")
    nouns, adjectives = settings.word_list("nouns"), settings.word_list("adjectives")
    people = settings.word_list("people")
    creatures, being = settings.word_list("creatures"), frozenset(settings.words["being"])
    harmless = frozenset(settings.words["harmless"])
    selves = frozenset(settings.words["selves"])
    reach = int(settings.options["reach"])
    described = settings.options["described"]

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        text = reading.folded.text
        for code, patterns, why in (
            ("threat", threats, "wishes somebody harm"),
            ("slur", slurs, "uses a slur"),
            ("insult", phrases, "insults somebody"),
        ):
            if places := list(patterns.find(text)):
                spans = tuple(reading.folded.span(*place) for place in places)
                yield Signal("insults", code, 1.0, True, spans, f"The text {why}.")
        called = [word for word in reading.words if word.text in creatures and is_called(reading, word)]
        found = [word for word in reading.words if word.text in nouns]
        if called or is_aimed(reading) or len({word.text for word in found}) > 1:
            yield _signal(reading, called or found, 1.0, "Somebody is called")
        elif any(not reading.is_quoted(word) for word in found):
            severity = described if _is_described(reading.words, nouns, adjectives) else lone(reading)
            yield _signal(reading, found, severity, "This may be about somebody:")

    def is_aimed(reading: Reading) -> bool:
        """Whether the last person named before an insult, within reach and the same sentence, isn't the author."""
        for sentence in reading.sentences:
            for place, word in enumerate(sentence):
                if word.text in nouns and not reading.is_quoted(word):
                    before = reversed(sentence[max(0, place - reach) : place])
                    named = next(
                        (each.text for each in before if each.text in people or each.text in selves), ""
                    )
                    if named in people and named not in selves:
                        return True
        return False

    def lone(reading: Reading) -> float:
        """Return how much an insult weighs with nobody named: "only idiots buy it", but "what idiot put it there"."""
        for place, word in enumerate(reading.words):
            near = reading.words[max(0, place - 2) : place + 2]
            if word.text in nouns and any(each.text in harmless or each.text in selves for each in near):
                return settings.options["exclaimed"]
        return settings.options["alone"]

    def is_called(reading: Reading, creature: Word) -> bool:
        """Whether a person *is* the animal or thing: "the courier is a lazy pig", "you stupid cow"."""
        before = [word.text for word in reading.words if word.end <= creature.start]
        while before and (before[-1] in adjectives or before[-1] in being):
            before.pop()
        follows = reading.words[len(before)]
        if not before or before[-1] not in people:
            return False
        return before[-1] in _YOU or (follows.text in being and follows.text not in _ARTICLES)

    return check


def _is_described(words: Sequence[Word], nouns: WordList, adjectives: WordList) -> bool:
    return any(first.text in adjectives and second.text in nouns for first, second in pairwise(words))


def _signal(reading: Reading, words: Sequence[Word], severity: float, what: str) -> Signal:
    listed = ", ".join(f"“{text}”" for text in dict.fromkeys(word.text for word in words))
    spans = tuple(map(reading.span, words))
    return Signal("insults", "insult", severity, severity >= 1, spans, f"{what} {listed}.")


DETECTOR = Detector(
    name="insults",
    about="Insults aimed at people, slurs and threats.",
    build=build,
    options=names("reach", "alone", "exclaimed", "described"),
    words=names("nouns", "creatures", "adjectives", "people", "selves", "being", "harmless"),
    patterns=names("slurs", "threats", "phrases"),
)
