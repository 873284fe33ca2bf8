"""``POST /activity/`` as a function: headers, body and clock in, reply and messages out. No database, no network.

``refused_unread`` comes before the body is read, ``collect`` after. Both doors (``views.py`` under Django,
``tracking.asgi``) call them through ``desk.py``, which also produces the messages.
"""

from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

import msgspec

from tracking.addresses import MAX_TEXT, page, without_query
from tracking.collector import forms, origins, text
from tracking.collector.allowances import Allowances
from tracking.collector.policy import MAX_BODY, MAX_DEPTH, MAX_EVENT, MAX_EVENTS, Policy
from tracking.collector.replies import (
    NO_CONSENT,
    NO_VISITOR,
    RefusedEvent,
    Reply,
    batch_reply,
    come_back,
    refusal,
)
from tracking.collector.requests import Head
from tracking.collector.senders import Sender, sender_of
from tracking.ids import ClientIds
from tracking.topics import Topic
from tracking.visitors import Visitor

# text/plain is what a page may send to another origin without asking first, and as a beacon.
_TYPES: Final = frozenset({"", "text/plain", "application/json"})

_UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_MAX_REASON: Final = 200


class _Batch(msgspec.Struct):
    """A batch whose events are to be judged, each by itself."""

    events: list[msgspec.Raw]
    sent_at: forms.Date | None = None


class _SoundBatch(msgspec.Struct):
    """A batch of nothing but events that keep their contract."""

    events: list[forms.ANY]
    sent_at: forms.Date | None = None


_batch_of: Final = msgspec.json.Decoder(_Batch).decode
_sound_batch_of: Final = msgspec.json.Decoder(_SoundBatch).decode
_json: Final = msgspec.json.Encoder().encode
_ids_of: Final = lru_cache(maxsize=16_384)(ClientIds)


class Message(msgspec.Struct, frozen=True, gc=False):
    """What goes to Kafka. ``content`` is JSON that ``tracking.codec`` decodes."""

    topic: Topic
    key: bytes
    content: bytes


class Outcome(msgspec.Struct, frozen=True):
    """A request's answer, what it leads to, and which events were refused."""

    reply: Reply
    messages: tuple[Message, ...] = ()
    refused: tuple[RefusedEvent, ...] = ()


class _Refused(Exception):
    """An event breaks its contract. Its text is the reason for the client."""


def refused_unread(head: Head, policy: Policy) -> Reply | None:
    """Return the answer that needs no body: wrong method, another site's page, a coding or type not taken, too long."""
    if head.method != "POST":
        return refusal(405, "send events with POST", ("allow", "POST"))
    if not origins.is_welcome(head, policy):
        return refusal(403, "cross_site: only pages of this store may send events")
    if head.header("content-encoding").strip().lower() not in ("", "identity"):
        return refusal(415, "content_encoding: send the body as it is, not compressed")
    if head.header("content-type").partition(";")[0].strip().lower() not in _TYPES:
        return refusal(415, "content_type: send text/plain or application/json")
    length = head.content_length
    return too_large() if length is not None and length > MAX_BODY else None


def too_large() -> Reply:
    return refusal(413, f"too_large: a body has at most {MAX_BODY} bytes")


def collect(head: Head, body: bytes, *, now: int, policy: Policy, allowances: Allowances) -> Outcome:
    """Return what becomes of a request that ``refused_unread`` let pass. Never raises. ``now`` is in milliseconds."""
    if len(body) > MAX_BODY:
        return Outcome(too_large())
    try:
        batch = _read(text.cleaned(body))
    except _UNREADABLE as error:
        return Outcome(refusal(400, f"not_a_batch: {error}"[:_MAX_REASON]))
    if len(batch.events) > MAX_EVENTS:
        return Outcome(refusal(413, f"too_large: a batch has at most {MAX_EVENTS} events"))
    sender = sender_of(head, policy, now=now)
    seconds = allowances.take(
        policy,
        visitor=sender.visitor.anonymous_id if sender.visitor else None,
        network=sender.network,
        events=len(batch.events),
        now=now,
    )
    if seconds:
        return Outcome(come_back(429, "too_many: slow down", seconds=seconds))
    if not sender.consent:
        return _all_refused(batch, NO_CONSENT)
    if sender.visitor is None:
        return _all_refused(batch, NO_VISITOR)
    return _looked_at(batch, sender, sender.visitor, now)


def _read(body: bytes) -> _Batch | _SoundBatch:
    """Return the batch in ``body``: as a sound one, read in one pass, where that is sure to come to the same.

    Raises:
        MsgspecError, UnicodeDecodeError, RecursionError: there is none.
    """
    if len(body) <= MAX_EVENT:
        with suppress(*_UNREADABLE):
            batch = _sound_batch_of(body)
            # The batch opens two brackets and each event one: what is open beside may all be in the same event.
            nested = body.count(b"{") + body.count(b"[") - 2 - len(batch.events)
            if nested < MAX_DEPTH and all(
                event.message_id and _has_countable(event) for event in batch.events
            ):
                return batch
    return _batch_of(body)


def _all_refused(batch: _Batch | _SoundBatch, reason: str) -> Outcome:
    refused = [RefusedEvent(index, reason) for index in range(len(batch.events))]
    return Outcome(batch_reply(0, refused), refused=tuple(refused))


def _looked_at(batch: _Batch | _SoundBatch, sender: Sender, visitor: Visitor, now: int) -> Outcome:
    """Judge each event by itself."""
    # The fields of the stamp and of the forms are different ones, so joining their JSON is as good as encoding both
    # in one object, and the stamp is encoded once.
    stamp = b"," + _json(sender.stamp(visitor, sent_at=batch.sent_at, now=now))[1:]
    key, ids = visitor.key.encode(), _ids_of(visitor.anonymous_id)
    messages: list[Message] = []
    refused: list[RefusedEvent] = []
    for index, given in enumerate(batch.events):
        try:
            event = _event(bytes(given)) if isinstance(given, msgspec.Raw) else given
        except _Refused as reason:
            refused.append(RefusedEvent(index, str(reason)))
            continue
        form = forms.FORMS[type(event)]
        event.message_id = ids.id_of(event.message_id.encode())
        _tidy(event, form, sender)
        messages.append(Message(form.topic, key, forms.encode(event)[:-1] + form.version + stamp))
    return Outcome(batch_reply(len(messages), refused), tuple(messages), tuple(refused))


def _event(raw: bytes) -> Any:
    """Return one event as the browser's form of it. Without a name of the client's, its content is its name.

    Raises:
        _Refused: it breaks its contract.
    """
    if len(raw) > MAX_EVENT:
        raise _Refused(f"too_large: an event has at most {MAX_EVENT} bytes")
    if text.is_deeper_than(MAX_DEPTH, raw):
        raise _Refused(f"too_deep: an event has at most {MAX_DEPTH} levels")
    try:
        event: Any = forms.decode(raw)
    except _UNREADABLE as error:
        if str(error).endswith("`$.event`"):
            raise _Refused("unknown_event: browsers send no event of this name") from error
        raise _Refused(f"invalid: {error}"[:_MAX_REASON]) from error
    if not _has_countable(event):
        raise _Refused("invalid: a number in `properties` is too large")
    event.message_id = event.message_id or raw.decode(errors="replace")
    return event


def _tidy(event: Any, form: forms.Form, sender: Sender) -> None:
    """Cut what is long, and leave out of addresses what may be personal."""
    if event.page_url:
        event.page_url, campaign = page(event.page_url)
        for name, value in campaign:
            setattr(event, name, value)
    if event.referrer:
        event.referrer = without_query(event.referrer) or None
    if event.page_title:
        event.page_title = event.page_title[:MAX_TEXT]
    if event.locale is None:
        event.locale = sender.locale
    if form.has_href and event.href:
        event.href = without_query(event.href) or None


def _has_countable(event: Any) -> bool:
    return not event.properties or _is_countable(event.properties)


def _is_countable(value: Any) -> bool:
    """Whether every whole number in ``value`` is one that JavaScript and PostgreSQL can hold."""
    if isinstance(value, dict):
        return all(map(_is_countable, value.values()))
    if isinstance(value, list):
        return all(map(_is_countable, value))
    return not isinstance(value, int) or abs(value) <= forms.MAX_INTEGER
