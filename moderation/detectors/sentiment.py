"""Stars that say the opposite of the words. Weak: mostly somebody has taken one star for the best."""

from collections.abc import Iterable

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    good, bad = settings.word_list("good"), settings.word_list("bad")
    turning = frozenset(settings.words["turning"])
    severity, least = settings.options["severity"], settings.options["least"]

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        rating = reading.content.rating
        if rating == 3:
            return
        balance = 0
        for sentence in reading.sentences:
            for place, word in enumerate(sentence):
                value = (word.text in good) - (word.text in bad)
                # "not good", "never had a better one": a turning word shortly before makes it the opposite.
                turned = value and any(other.text in turning for other in sentence[max(0, place - 3) : place])
                balance += -value if turned else value
        if (rating >= 4 and balance <= -least) or (rating <= 2 and balance >= least):
            words = "blame" if balance < 0 else "praise"
            yield Signal(
                "sentiment", "rating_mismatch", severity, False, (), f"{rating} stars, but words of {words}."
            )

    return check


DETECTOR = Detector(
    name="sentiment",
    about="Stars against the words.",
    build=build,
    options=names("severity", "least"),
    words=names("good", "bad", "turning"),
)
