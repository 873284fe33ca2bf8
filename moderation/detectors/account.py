"""What is known of the author: a new account, or one whose reviews were rejected before. Weak, both."""

from collections.abc import Iterable
from typing import Final

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal

_HOUR: Final = 3_600_000


def build(settings: Settings) -> Check:
    options = settings.options

    def check(reading: Reading, circumstances: Circumstances) -> Iterable[Signal]:
        seen = circumstances.author_first_seen
        if seen is not None and reading.content.written_at - seen < options["new_hours"] * _HOUR:
            yield Signal("account", "new_account", options["new"], False, (), "The account is new.")
        rejections, reviews = circumstances.author_rejections, circumstances.author_reviews
        if rejections >= options["rejections"] and rejections >= options["rejected_share"] * reviews:
            why = f"{rejections} of the author's {reviews} reviews were rejected."
            yield Signal("account", "rejected_before", options["rejected"], False, (), why)

    return check


DETECTOR = Detector(
    name="account",
    about="New accounts, and authors whose reviews were rejected before.",
    build=build,
    options=names("new", "new_hours", "rejected", "rejections", "rejected_share"),
)
