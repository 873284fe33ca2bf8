"""A review of something that its author didn't buy here. Weak: it only adds to other signals."""

from collections.abc import Iterable

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal


def build(settings: Settings) -> Check:
    severity = settings.options["severity"]

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        if not reading.content.verified_purchase:
            yield Signal("purchase", "unverified", severity, False, (), "The author didn't buy it here.")

    return check


DETECTOR = Detector(
    name="purchase",
    about="Reviews without a purchase in this store.",
    build=build,
    options=names("severity"),
)
