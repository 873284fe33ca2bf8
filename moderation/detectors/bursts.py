"""Many at once: by one author, or short praise for one product."""

from collections.abc import Iterable

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.folding import fold
from moderation.reading import Reading
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    options = settings.options
    mood = {*settings.words["praise"], *settings.words["blame"]}
    common = mood | set(settings.words["everyday"])

    def is_hollow(text: str) -> bool:
        """Whether a text praises or blames and says nothing of the thing but, at most, its name."""
        words = _words(text)
        telling = sum(word not in common for word in words)
        return any(word in mood for word in words) and telling <= max(1, options["telling"] * len(words))

    def is_slight(text: str) -> bool:
        return len(_words(text)) <= options["short_words"] or is_hollow(text)

    def check(reading: Reading, circumstances: Circumstances) -> Iterable[Signal]:
        recent, text = circumstances.author_recent, reading.content.text
        hollow = is_hollow(text)
        if recent >= options["author_many"] or (recent and hollow):
            certain = hollow and recent >= options["author_certain"]
            severity = 1.0 if certain else options["author"]
            yield _signal(
                "burst_author", severity, certain, f"The author wrote {recent} more within the hour."
            )
        if circumstances.product_recent >= options["product_times"] * circumstances.product_usual:
            yield from _of_product(text, hollow, reading.content.rating, circumstances.product_recent_texts)

    def _of_product(text: str, hollow: bool, rating: int, texts: tuple[str, ...]) -> Iterable[Signal]:
        if 1 < rating < options["stars"] or not is_slight(text):
            return
        alike, slight = sum(map(is_hollow, texts)), sum(map(is_slight, texts))
        if (hollow and alike >= options["product_many"] and alike >= options["alike"] * len(texts)) or (
            slight >= options["slight_many"] and slight >= options["alike"] * len(texts)
        ):
            certain = slight >= options["slight_certain"] or (hollow and alike >= options["product_certain"])
            severity = 1.0 if certain else options["product"]
            yield _signal(
                "burst_product", severity, certain, f"{slight} as short of this product within the hour."
            )

    return check


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalpha() or letter == "'" else " " for letter in fold(text).text).split()


def _signal(code: str, severity: float, certain: bool, why: str) -> Signal:
    return Signal("bursts", code, 1.0 if certain else severity, certain, (), why)


DETECTOR = Detector(
    name="bursts",
    about="Many reviews by one author, or much short praise of one product, within an hour.",
    build=build,
    options=names(
        *("stars", "telling", "author", "author_many", "author_certain"),
        *("short_words", "slight_many", "slight_certain"),
        *("product", "product_many", "product_certain", "product_times", "alike"),
    ),
    words=names("praise", "blame", "everyday"),
)
