"""Insults, slurs and threats: about people, where swearing may be about a lamp."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.lists import WordList
from moderation.reading import Reading, Word
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    slurs, threats = settings.pattern_list("slurs"), settings.pattern_list("threats")
    phrases = settings.pattern_list("phrases")
    nouns, adjectives = settings.word_list("nouns"), settings.word_list("adjectives")
    people = settings.word_list("people")
    reach = int(settings.options["reach"])
    alone, described = settings.options["alone"], settings.options["described"]

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
        if found := [word for word in reading.words if word.text in nouns]:
            spans = tuple(map(reading.span, found))
            listed = ", ".join(f"“{word.text}”" for word in found)
            if _is_aimed(reading, nouns, people, reach) or len({word.text for word in found}) > 1:
                yield Signal("insults", "insult", 1.0, True, spans, f"Somebody is called {listed}.")
            elif all(map(reading.is_quoted, found)):
                return
            elif _is_described(reading.words, nouns, adjectives):
                yield Signal("insults", "insult", described, False, spans, f"Somebody is called {listed}.")
            else:
                yield Signal("insults", "insult", alone, False, spans, f"{listed} may be about somebody.")

    return check


def _is_aimed(reading: Reading, nouns: WordList, people: WordList, reach: int) -> bool:
    """Whether a person is named within ``reach`` words before the insult, in the same sentence and outside quotes."""
    for sentence in reading.sentences:
        for place, word in enumerate(sentence):
            if word.text in nouns and not reading.is_quoted(word):
                before = sentence[max(0, place - reach) : place]
                if any(other.text in people for other in before):
                    return True
    return False


def _is_described(words: Sequence[Word], nouns: WordList, adjectives: WordList) -> bool:
    return any(first.text in adjectives and second.text in nouns for first, second in pairwise(words))


DETECTOR = Detector(
    name="insults",
    about="Insults aimed at people, slurs and threats.",
    build=build,
    options=names("reach", "alone", "described"),
    words=names("nouns", "adjectives", "people"),
    patterns=names("slurs", "threats", "phrases"),
)
