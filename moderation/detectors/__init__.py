"""All detectors by name. A new one is a module here and a line below, and a section in a policy's document."""

from typing import Final

from moderation.detectors import (
    account,
    advertising,
    bursts,
    contacts,
    description,
    duplicates,
    insults,
    language,
    links,
    noise,
    profanity,
    purchase,
    sentiment,
)
from moderation.detectors.base import Detector

DETECTORS: Final[dict[str, Detector]] = {
    detector.name: detector
    for detector in (
        profanity.DETECTOR,
        insults.DETECTOR,
        links.DETECTOR,
        contacts.DETECTOR,
        advertising.DETECTOR,
        noise.DETECTOR,
        language.DETECTOR,
        duplicates.DETECTOR,
        bursts.DETECTOR,
        description.DETECTOR,
        sentiment.DETECTOR,
        purchase.DETECTOR,
        account.DETECTOR,
    )
}
