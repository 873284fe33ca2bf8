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
    """Page views and clicks; warnings."""
    INTENT = 2
    """What people said: searches, forms. Errors, by which somebody finds out what happened."""
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

# OpenTelemetry's numbers: what a log record of at least this severity is worth, the most first.
_BY_SEVERITY: Final = ((17, Worth.INTENT), (13, Worth.BEHAVIOUR))


class _Kind(msgspec.Struct):
    event: str | None = None
    severity_number: int = 0


_kind_of: Final = msgspec.json.Decoder(_Kind).decode


def yields(topic: str, worth: Worth) -> bool:
    """Whether a message of ``worth`` on ``topic`` is given up by design, so that nobody need look when it is: a log
    line below WARNING. Of everything else that is shed, somebody misses something."""
    return topic == topics.WEB_LOGS.name and worth == Worth.FLEETING


def worth_of(topic: str, content: bytes) -> Worth:
    """Return the worth of a message of the topic declared as ``topic``; of one nobody declared, the highest."""
    try:
        kind = _kind_of(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        kind = _Kind()
    if kind.event in _BY_EVENT:
        return _BY_EVENT[kind.event]
    if topic == topics.WEB_LOGS.name:
        for severity, worth in _BY_SEVERITY:
            if kind.severity_number >= severity:
                return worth
    return _BY_TOPIC.get(topic, Worth.BUSINESS)
