"""Many at once: by one author, or short praise for one product."""

from collections.abc import Iterable

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.folding import fold
from moderation.reading import Reading
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    options = settings.options
    praise = frozenset(settings.words["praise"])
    everyday = frozenset(settings.words["everyday"])

    def is_empty_praise(text: str) -> bool:
        """Whether a text praises and says nothing of the thing: all its words would do for any product."""
        words = "".join(letter if letter.isalpha() else " " for letter in fold(text).text).split()
        telling = sum(word not in praise and word not in everyday for word in words)
        return any(word in praise for word in words) and telling <= options["telling"] * len(words)

    def check(reading: Reading, circumstances: Circumstances) -> Iterable[Signal]:
        recent, texts = circumstances.author_recent, circumstances.product_recent_texts
        if not recent and not circumstances.product_recent:
            return
        empty = reading.content.rating >= options["stars"] and is_empty_praise(reading.content.text)
        if recent >= options["author_many"] or (recent and empty):
            certain = empty and recent >= options["author_certain"]
            severity = 1.0 if certain else options["author"]
            yield _signal(
                "burst_author", severity, certain, f"The author wrote {recent} more within the hour."
            )
        if not empty or circumstances.product_recent < options["product_times"] * circumstances.product_usual:
            return
        alike = sum(map(is_empty_praise, texts))
        if alike >= options["product_many"] and alike >= options["alike"] * len(texts):
            certain = alike >= options["product_certain"]
            severity = 1.0 if certain else options["product"]
            yield _signal(
                "burst_product", severity, certain, f"{alike} like it, of this product, within the hour."
            )

    return check


def _signal(code: str, severity: float, certain: bool, why: str) -> Signal:
    return Signal("bursts", code, severity, certain, (), why)


DETECTOR = Detector(
    name="bursts",
    about="Many reviews by one author, or much short praise of one product, within an hour.",
    build=build,
    options=names(
        *("stars", "telling", "author", "author_many", "author_certain"),
        *("product", "product_many", "product_certain", "product_times", "alike"),
    ),
    words=names("praise", "everyday"),
)
