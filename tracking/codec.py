"""Messages ↔ events. JSON, one object a message.

A message without ``event`` is its topic's default event, so that other systems can send the plain four
fields of a search. The first event declared for a topic is its default.
"""

import re
from functools import reduce
from operator import or_
from typing import Final

import msgspec

from tracking.errors import MalformedEvent, UnknownEvent
from tracking.events import EVENTS, Event, event_name
from tracking.ids import content_id
from tracking.topics import TOPICS, Topic

# PostgreSQL's bigint, and well beyond any calendar.
MAX_DATE: Final = 2**53

# Looked for as a number: a byte string of one takes ten times as long.
_BACKSLASH: Final = ord("\\")
# \u0000 with an odd number of backslashes before the u is a NUL, which PostgreSQL's text cannot hold.
_ESCAPED_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


class _Name(msgspec.Struct):
    event: str | None = None


_name_decoder: Final = msgspec.json.Decoder(_Name)
_decoders: Final[dict[tuple[str, str | None], msgspec.json.Decoder[Event]]] = {}
# All events of a topic in one decoder: reads a message once where ``_decoders`` need its name first, in half the time.
_named: Final[dict[str, msgspec.json.Decoder[Event]]] = {
    topic.name: msgspec.json.Decoder(reduce(or_, [event for event in EVENTS if event.topic is topic]))
    for topic in TOPICS
}
for _event_type in EVENTS:
    _decoder = msgspec.json.Decoder(_event_type)
    _decoders[_event_type.topic.name, event_name(_event_type)] = _decoder
    _decoders.setdefault((_event_type.topic.name, None), _decoder)

encode: Final = msgspec.json.Encoder().encode
"""Event → UTF-8 JSON."""


def decode(topic: Topic, content: bytes) -> Event:
    """Return the event in ``content``; its ``message_id`` is never empty.

    Raises:
        MalformedEvent: not JSON, not an object, a field of the wrong type, a field missing.
        UnknownEvent: an event this version doesn't declare for ``topic``.
    """
    if _BACKSLASH in content:
        content = _ESCAPED_NUL.sub(rb"\1\\ufffd", content)
    try:
        event = _named[topic.name].decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        event = _decoded_by_name(topic, content)
    return _checked(topic, content, event)


def _decoded_by_name(topic: Topic, content: bytes) -> Event:
    """Decode a message without a name, or find out what is wrong with it."""
    try:
        name = _name_decoder.decode(content).event
        decoder = _decoders.get((topic.name, name))
        if decoder is None:
            raise UnknownEvent(topic.name, name or "")
        return decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedEvent(str(error)) from error


def _checked(topic: Topic, content: bytes, event: Event) -> Event:
    if not 0 < event.date < MAX_DATE:
        raise MalformedEvent("`date` must be milliseconds since 1970")
    if not (event.user_id or event.anonymous_id) and event.names_someone:
        raise MalformedEvent("neither `user_id` nor `anonymous_id` says whose event this is")
    if event.message_id:
        return event
    return msgspec.structs.replace(event, message_id=content_id(topic.name, content))
