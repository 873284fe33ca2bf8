"""What every event carries."""

from typing import Any, ClassVar

import msgspec

from tracking.topics import Topic


# ``gc=False``: what JSON was read from holds no cycles, so nobody has to look for any.
class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", gc=False):
    """What every event carries. ``date``, ``sent_at`` and ``received_at`` are milliseconds since 1970, UTC; ``consent``
    is what the visitor allowed, as ``tracking.consent.text`` writes it."""

    topic: ClassVar[Topic]
    names_someone: ClassVar[bool] = True
    """Whether the event must say whose it is; what the store itself must record may come from nobody known."""
    from_browser: ClassVar[bool] = False
    """Whether browsers send it to ``/activity/``; of any other event the collector believes nobody."""

    # A factory, not a plain default: omit_defaults would leave the version out of the message.
    schema_version: int = msgspec.field(default_factory=lambda: 1)
    message_id: str = ""
    date: int = 0
    sent_at: int | None = None
    received_at: int | None = None
    anonymous_id: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    page_view_id: str | None = None
    page_url: str = ""
    page_title: str | None = None
    referrer: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None
    user_agent: str | None = None
    ip: str | None = None
    locale: str | None = None
    timezone: str | None = None
    viewport: str | None = None
    consent: str | None = None
    is_bot: bool = False
    is_staff: bool = False
    properties: dict[str, Any] = msgspec.field(default_factory=dict)


def event_name(event_type: type[Event]) -> str:
    """Return the name that stands in a message's ``event`` field."""
    return str(event_type.__struct_config__.tag)
