"""A text that was here before, word for word or nearly."""

from collections.abc import Iterable

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    options = settings.options

    def check(reading: Reading, circumstances: Circumstances) -> Iterable[Signal]:
        # Two people may well find the same five words for a kettle.
        if not circumstances.twins or len(reading.words) < options["least_words"]:
            return
        twin = max(circumstances.twins, key=lambda each: each.similarity)
        if twin.similarity >= options["similar"]:
            certain = twin.similarity >= options["same"]
            severity = 1.0 if certain else options["severity"]
            same = twin.author and twin.author == reading.content.author
            whose = "the same author" if same else "somebody else"
            why = f"The text is {twin.similarity:.0%} that of review {twin.review_id}, by {whose}."
            yield Signal("duplicates", "duplicate", severity, certain, (), why)

    return check


DETECTOR = Detector(
    name="duplicates",
    about="Texts that are nearly those of an earlier review, of whatever product and author.",
    build=build,
    options=names("least_words", "similar", "same", "severity"),
)
