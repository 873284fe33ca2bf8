"""What a browser may say of each event: the event's own fields and a few of the common ones, within bounds.

One struct an event, made from its declaration, so that nothing is written twice. Whatever else a client sends (who it
is, its address, a price) is no field of these and so is never read.
"""

import types
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Annotated, Any, Final, Union, get_args, get_origin

import msgspec
from msgspec import Meta
from msgspec.structs import FieldInfo, fields

from tracking.addresses import UTM
from tracking.codec import MAX_DATE
from tracking.events import EVENTS, Event, event_name
from tracking.topics import Topic

MAX_INTEGER: Final = 2**53 - 1
"""What JavaScript counts to without gaps; PostgreSQL's bigint holds it."""

Date = Annotated[int, Meta(gt=0, lt=MAX_DATE)]
"""Milliseconds since 1970, however old or far ahead."""

_Text = Annotated[str, Meta(max_length=1000)]
_Label = Annotated[str, Meta(max_length=64)]
_BOUNDED: Final[dict[Any, Any]] = {
    str: _Text,
    int: Annotated[int, Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)],
    float: float,
    bool: bool,
    type(None): None,
}

# The common fields a browser knows best. The rest is the connection's, the signed cookie's and the server's to say.
_COMMON: Final[list[tuple[str, Any, Any]]] = [
    ("message_id", _Text, ""),
    ("page_view_id", _Label | None, None),
    ("page_url", str, ""),
    ("page_title", str | None, None),
    ("referrer", str | None, None),
    *((name, _Text | None, None) for name in UTM),
    ("locale", _Label | None, None),
    ("timezone", _Label | None, None),
    ("viewport", _Label | None, None),
    ("properties", dict[str, Any], msgspec.field(default_factory=dict)),
]


@dataclass(frozen=True, slots=True)
class Form:
    """What the collector needs to know of an event type. ``version`` is a piece of JSON that each message carries."""

    topic: Topic
    version: bytes
    has_href: bool


def _bounded(annotation: Any) -> Any:
    """Return ``annotation`` with the limits of what a stranger may send.

    Raises:
        KeyError: no limits are known for such a field; add them here.
    """
    arguments = get_args(annotation)
    if get_origin(annotation) in (types.UnionType, Union):
        return reduce(or_, map(_bounded, arguments))
    if get_origin(annotation) is list:
        items: Any = list.__class_getitem__(_bounded(arguments[0]))
        return Annotated[items, Meta(max_length=100)]
    return _BOUNDED[annotation]


def _definition(field: FieldInfo) -> tuple[Any, ...]:
    bounded = _bounded(field.type)
    if field.required:
        return field.name, bounded
    if field.default_factory is not msgspec.NODEFAULT:
        return field.name, bounded, msgspec.field(default_factory=field.default_factory)
    return field.name, bounded, field.default


def _struct(event_type: type[Event]) -> type[msgspec.Struct]:
    own = [_definition(f) for f in fields(event_type) if f.name not in Event.__struct_fields__]
    return msgspec.defstruct(
        event_type.__name__,
        [*own, ("date", Date), *_COMMON],
        tag=event_name(event_type),
        tag_field="event",
        kw_only=True,
        omit_defaults=True,
    )


def _form(event_type: type[Event]) -> Form:
    version = next(f for f in fields(event_type) if f.name == "schema_version").default_factory()
    return Form(
        topic=event_type.topic,
        version=b',"schema_version":%d' % version,
        has_href="href" in event_type.__struct_fields__,
    )


_TYPES: Final = {_struct(event_type): event_type for event_type in EVENTS if event_type.from_browser}
FORMS: Final[dict[type, Form]] = {struct: _form(event_type) for struct, event_type in _TYPES.items()}
"""By the struct that ``decode`` returns."""

ANY: Final[Any] = reduce(or_, FORMS)
"""The type of any of them."""

decode: Final[Callable[[bytes], Any]] = msgspec.json.Decoder(ANY).decode
"""One event's JSON → the struct of its type.

Raises:
    MsgspecError, UnicodeDecodeError, RecursionError: it is no event that a browser may send.
"""

encode: Final = msgspec.json.Encoder().encode
"""A struct of ``FORMS`` → JSON, without what was left out."""
