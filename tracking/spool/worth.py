"""What is given up first when the spool is full: declared here, once, for everything that is produced."""

from enum import IntEnum
from typing import Final

import msgspec

from tracking import topics


class Worth(IntEnum):
    """How much a lost message would be missed, the least first. The numbers are part of file names."""

    FLEETING = 0
    """Thousands say the same: scrolls, web vitals, log records."""
    BEHAVIOUR = 1
    """Page views and clicks."""
    INTENT = 2
    """What people said: searches, forms."""
    BUSINESS = 3
    """Carts, checkouts, people, reviews."""


_BY_TOPIC: Final = {
    topics.WEB_LOGS.name: Worth.FLEETING,
    topics.SCROLLS.name: Worth.FLEETING,
    topics.PAGE_VIEWS.name: Worth.BEHAVIOUR,
    topics.CLICKS.name: Worth.BEHAVIOUR,
    topics.SEARCHES.name: Worth.INTENT,
    topics.FORM_SUBMISSIONS.name: Worth.INTENT,
    topics.COMMERCE.name: Worth.BUSINESS,
    topics.VISITORS.name: Worth.BUSINESS,
    topics.REVIEWS.name: Worth.BUSINESS,
    topics.DECISIONS.name: Worth.BUSINESS,
}
# Events that are worth something else than the topic they travel on.
_BY_EVENT: Final = {"web_vitals": Worth.FLEETING}


class _Name(msgspec.Struct):
    event: str | None = None


_name_of: Final = msgspec.json.Decoder(_Name).decode


def worth_of(topic: str, content: bytes) -> Worth:
    """Return the worth of a message of the topic declared as ``topic``; of one nobody declared, the highest."""
    try:
        name = _name_of(content).event
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        name = None
    if name in _BY_EVENT:
        return _BY_EVENT[name]
    return _BY_TOPIC.get(topic, Worth.BUSINESS)
