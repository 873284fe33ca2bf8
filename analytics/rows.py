"""From events to rows of the warehouse. Pure: no clock, no database.

``occurred_at`` is when it happened by the server's clock: ``date`` plus what the sender's clock was wrong by
(``received_at - sent_at``), never later than it was received. ``date`` itself stays as sent, for a retry has a new
``sent_at``, so a corrected time could be no key.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from analytics.agents import agent_of
from analytics.columns import moment
from analytics.shapes import SHAPES
from analytics.text import host, masked
from consumers.api import Delivery
from tracking import addresses, identity
from tracking.consent import Purpose, parse
from tracking.events import Event

type Row = tuple[Any, ...]
"""Values in the order of ``columns.COLUMNS``, as they travel."""
type Names = tuple[str | None, str | None]
"""``user_id`` and ``anonymous_id`` as an event has them."""

_FOREIGN_ID: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:larkspur:foreign-message")
_HEX: Final = 32


@lru_cache(maxsize=256)
def allows_analytics(consent: str | None) -> bool:
    """Whether a message that says ``consent`` may be counted; one that says nothing comes from a system of others,
    which answers for it (see ``tracking.consent.may_use``)."""
    return consent is None or Purpose.ANALYTICS in parse(consent)


def subjects_of(events: Iterable[Event]) -> dict[Names, str]:
    """Return which subject each pair of names in ``events`` stands for, before aliases are looked up."""
    pairs = {(event.user_id, event.anonymous_id) for event in events}
    return {
        (user_id, anonymous_id): identity.subject_of(user_id=user_id, anonymous_id=anonymous_id)
        for user_id, anonymous_id in pairs
        if user_id or anonymous_id
    }


def rows_of(
    deliveries: Iterable[Delivery], *, subjects: Mapping[Names, str], site: str | None, now: int
) -> Iterator[Row]:
    """Yield a row for each event that may be counted.

    ``subjects`` maps the names in events to whom they mean, ``site`` is the store's own host, which refers nobody,
    ``now`` is in ms since 1970. An event without consent is left out, unless it belongs to the store's own books:
    then its row names nobody.

    Raises:
        UnreadableAmount, NumberOutOfRange: of the first event with such.
    """
    loaded_at = moment(now)
    for delivery in deliveries:
        row = _row(delivery, subjects, site, loaded_at)
        if row is not None:
            yield row


def occurred(event: Event, received_at: int) -> int:
    """Return when ``event`` happened, in ms since 1970 by the server's clock."""
    if event.sent_at is None:
        return min(event.date, received_at)
    corrected = event.date + received_at - event.sent_at
    # A clock so wrong that nothing is left of the date says nothing about it.
    return min(corrected if corrected > 0 else event.date, received_at)


def _row(delivery: Delivery, subjects: Mapping[Names, str], site: str | None, loaded_at: int) -> Row | None:
    event = delivery.event
    shape = SHAPES[type(event)]
    is_allowed = allows_analytics(event.consent)
    if not is_allowed and shape.names_someone:
        return None
    received_at = delivery.received_at
    return (
        event.date,
        moment(occurred(event, received_at)),
        moment(received_at),
        loaded_at,
        _id(event.message_id),
        event.is_bot,
        event.is_staff,
        shape.name,
        shape.topic,
        *(_who(event, subjects, site) if is_allowed else _NOBODY),
        event.consent,
        *shape.own(event),
        shape.properties(event),
    )


_NOBODY: Final[Row] = (None,) * 17


def _who(event: Event, subjects: Mapping[Names, str], site: str | None) -> Row:
    """Return the columns from ``subject`` to ``timezone``: who, where, from where, with what."""
    user_id, anonymous_id, referrer = event.user_id, event.anonymous_id, event.referrer
    subject = subjects[user_id, anonymous_id] if user_id or anonymous_id else None
    if user_id and "@" in user_id:
        user_id = identity.email_subject(user_id)
    source = host(referrer) if referrer else None
    title = event.page_title
    device, browser = agent_of(event.user_agent)
    return (
        subject,
        anonymous_id,
        user_id,
        event.session_id,
        event.page_view_id,
        addresses.page(event.page_url)[0] or None,
        masked(title) if title else None,
        None if source == site else source,
        event.utm_source,
        event.utm_medium,
        event.utm_campaign,
        event.utm_term,
        event.utm_content,
        "bot" if event.is_bot else device,
        browser,
        event.locale,
        event.timezone,
    )


def _id(message_id: str) -> bytes:
    """Return the 16 bytes of a message's id; one that is no UUID gets the same one every time."""
    digits = message_id.replace("-", "")
    if len(digits) == _HEX:
        try:
            return bytes.fromhex(digits)
        except ValueError:
            pass
    return uuid.uuid5(_FOREIGN_ID, message_id).bytes
