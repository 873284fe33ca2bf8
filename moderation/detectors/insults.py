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
    patterns = {
        "threat": (settings.pattern_list("threats"), "wishes somebody harm"),
        "slur": (settings.pattern_list("slurs"), "uses a slur"),
        "insult": (settings.pattern_list("phrases"), "insults somebody"),
    }
    names_of_people = _Names(settings)

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        for code, (listed, why) in patterns.items():
            if places := list(listed.find(reading.folded.text)):
                spans = tuple(reading.folded.span(*place) for place in places)
                yield Signal("insults", code, 1.0, True, spans, f"The text {why}.")
        yield from names_of_people.check(reading)

    return check


class _Names:
    """What people are called: ``nouns`` are always about people, ``creatures`` may be about a dog."""

    def __init__(self, settings: Settings) -> None:
        self.nouns, self.creatures = settings.word_list("nouns"), settings.word_list("creatures")
        self.adjectives, self.people = settings.word_list("adjectives"), settings.word_list("people")
        self.being, self.selves = frozenset(settings.words["being"]), frozenset(settings.words["selves"])
        self.harmless = frozenset(settings.words["harmless"])
        self.options = settings.options

    def check(self, reading: Reading) -> Iterable[Signal]:
        called = [
            word for word in reading.words if word.text in self.creatures and self.is_called(reading, word)
        ]
        found = [word for word in reading.words if word.text in self.nouns]
        if called or self.is_aimed(reading) or len({word.text for word in found}) > 1:
            yield _signal(reading, called or found, 1.0, "Somebody is called")
        elif any(not reading.is_quoted(word) for word in found):
            is_described = _is_described(reading.words, self.nouns, self.adjectives)
            severity = self.options["described"] if is_described else self.lone(reading)
            yield _signal(reading, found, severity, "This may be about somebody:")

    def is_aimed(self, reading: Reading) -> bool:
        """Whether the last person named before an insult, within reach and the same sentence, isn't the author."""
        reach = int(self.options["reach"])
        for sentence in reading.sentences:
            for place, word in enumerate(sentence):
                if word.text in self.nouns and not reading.is_quoted(word):
                    before = [each.text for each in reversed(sentence[max(0, place - reach) : place])]
                    named = next((text for text in before if text in self.people or text in self.selves), "")
                    if named in self.people and named not in self.selves:
                        return True
        return False

    def is_called(self, reading: Reading, creature: Word) -> bool:
        """Whether a person *is* the animal or thing: "the courier is a lazy pig", "you stupid cow"."""
        before = [word.text for word in reading.words if word.end <= creature.start]
        while before and (before[-1] in self.adjectives or before[-1] in self.being):
            before.pop()
        if not before or before[-1] not in self.people:
            return False
        follows = reading.words[len(before)].text
        return before[-1] in _YOU or (follows in self.being and follows not in _ARTICLES)

    def lone(self, reading: Reading) -> float:
        """Return how much an insult weighs with nobody named: "only idiots buy it", but "what idiot put it there"."""
        for place, word in enumerate(reading.words):
            near = reading.words[max(0, place - 2) : place + 2]
            if word.text in self.nouns and any(each.text in self.harmless | self.selves for each in near):
                return self.options["exclaimed"]
        return self.options["alone"]


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
