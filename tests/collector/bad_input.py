"""Everything a client can do wrong, and what it is told.

A case's events stand between two good neighbours unless it is a whole body. ``{page}`` is the page view's id.
"""

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from tests.collector.sending import batch, clicked

DEEP = b"[" * 1100 + b"]" * 1100


@dataclass(frozen=True)
class Case:
    """``refused``: codes by index. ``arrives``: fields of the messages that reach Kafka, in order."""

    name: str
    body: Any
    status: int
    refused: dict[int, str] = field(default_factory=dict)
    arrives: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


FIRST, LAST = {"element": "first"}, {"element": "last"}


def raw_between(raw: bytes) -> bytes:
    first, last = (json.dumps(clicked(page_view_id="{page}", **end)).encode() for end in (FIRST, LAST))
    return b'{"sent_at": 1764000000500, "events": [' + first + b"," + raw + b"," + last + b"]}"


def raw_event(more: bytes) -> bytes:
    return b'{"event": "element_clicked", "date": 1764000000000, "page_view_id": "{page}", ' + more + b"}"


def refused(name: str, raw: bytes, code: str) -> Case:
    """Only this one event is refused."""
    return Case(name, raw_between(raw), 200, {1: code}, [FIRST, LAST])


def wrong(name: str, **fields: Any) -> Case:
    return refused(name, json.dumps(clicked(page_view_id="{page}", **fields)).encode(), "invalid")


def changed(name: str, more: bytes, **arrives: Any) -> Case:
    """The event is taken, as ``arrives`` says."""
    return Case(name, raw_between(raw_event(more)), 200, {}, [FIRST, arrives, LAST])


def kept(name: str, **fields: Any) -> Case:
    """The event is taken as it is."""
    given = json.dumps({"element": "x", **fields})[1:-1].encode()
    return changed(name, given, **{"element": "x", **fields})


def ignored(name: str, **fields: Any) -> Case:
    """The event is taken, without ``fields``."""
    return changed(
        name, json.dumps({"element": "x", **fields})[1:-1].encode(), element="x", **dict.fromkeys(fields)
    )


def whole(name: str, body: Any, status: int, **headers: str) -> Case:
    return Case(name, body, status, headers=headers)


def good() -> bytes:
    return batch(clicked(page_view_id="{page}"))


REPLACED = [
    changed("an escaped NUL", rb'"element": "a\u0000b"', element="a\ufffdb"),
    changed("a NUL byte", b'"element": "a\0b"', element="a\ufffdb"),
    changed("a NUL in a key", rb'"element": "x", "properties": {"a\u0000": 1}', properties={"a\ufffd": 1}),
    changed("an escaped backslash before u0000", rb'"element": "a\\u0000b"', element="a\\u0000b"),
    changed("a lone high surrogate", rb'"element": "a\ud800b"', element="a\ufffdb"),
    changed("a lone low surrogate", rb'"element": "\uDC00"', element="\ufffd"),
    changed("two high surrogates", rb'"element": "\ud800\ud800\udc00"', element="\ufffd\U00010000"),
    changed(
        "a surrogate deep in properties",
        rb'"element": "x", "properties": {"a": [{"\udfff": "\udbff"}]}',
        properties={"a": [{"\ufffd": "\ufffd"}]},
    ),
    changed("a surrogate as UTF-8 bytes", b'"element": "a\xed\xa0\x80b"', element="a\ufffdb"),
    changed("a pair of surrogates", rb'"element": "\ud83d\ude00"', element="\U0001f600"),
    changed("keys given twice", b'"element": "one", "element": "two"', element="two"),
    Case("a byte order mark", b"\xef\xbb\xbf" + good(), 200, {}, [{"element": "nav a"}]),
]

REFUSED_ALONE = [
    refused("1e400 in properties", raw_event(b'"element": "x", "properties": {"a": 1e400}'), "invalid"),
    refused("1e400 as the date", b'{"event": "element_clicked", "element": "x", "date": 1e400}', "invalid"),
    refused(
        "5,000 digits", raw_event(b'"element": "x", "properties": {"a": ' + b"9" * 5000 + b"}"), "invalid"
    ),
    refused("30 digits", raw_event(b'"element": "x", "properties": {"a": [' + b"9" * 30 + b"]}"), "invalid"),
    refused(
        "a field beyond PostgreSQL's bigint",
        b'{"event": "promotion_viewed", "date": 1, "promotion_id": 99999999999999999999}',
        "invalid",
    ),
    refused("depth 1,100", raw_event(b'"element": "x", "properties": {"a": ' + DEEP + b"}"), "too_deep"),
    refused("depth 9", raw_event(b'"element": "x", "properties": {"a": [[[[[[[1]]]]]]]}'), "too_deep"),
    refused("depth 1,100 where nothing is read", raw_event(b'"element": "x", "a": ' + DEEP), "too_deep"),
    refused("invalid UTF-8", raw_event(b'"element": "\xc3\x28"'), "invalid"),
    refused(
        "an event of 9 kB",
        raw_event(b'"element": "x", "properties": {"a": "' + b"a" * 9000 + b'"}'),
        "too_large",
    ),
    refused("an unknown event", b'{"event": "coffee_drunk", "date": 1764000000000}', "unknown_event"),
    refused("an event only the server makes", b'{"event": "order_completed", "date": 1}', "unknown_event"),
    refused(
        "a search, which the server sees itself",
        b'{"event": "products_searched", "date": 1}',
        "unknown_event",
    ),
    refused("an event whose name is a list", b'{"event": ["element_clicked"], "date": 1}', "unknown_event"),
    refused("named twice, differently", raw_event(b'"element": "x", "event": "page_left"'), "unknown_event"),
    refused("no name", b'{"element": "x", "date": 1764000000000}', "invalid"),
    refused("no date", b'{"event": "element_clicked", "element": "x"}', "invalid"),
    refused("a field missing", b'{"event": "element_clicked", "date": 1764000000000}', "invalid"),
    refused("null for an event", b"null", "invalid"),
    refused("a number for an event", b"5", "invalid"),
    refused("a list for an event", b'["element_clicked"]', "invalid"),
    wrong("a date that is text", date="2026-01-01"),
    wrong("a date of zero", date=0),
    wrong("a date before 1970", date=-1),
    wrong("a date that is a truth", date=True),
    wrong("a date beyond all calendars", date=2**60),
    wrong("an element that is a number", element=5),
    wrong("an element of 5,000 characters", element="x" * 5000),
    wrong("properties that are a list", properties=[1]),
    wrong("a message id that is an object", message_id={"$ne": None}),
]

KEPT = [
    kept("a date in 2021", date=1_640_912_388_090),
    kept("a date in 2,300", date=10_413_792_000_000),
    kept("a date of one", date=1),
    kept("a script", text="<script>alert(1)</script>"),
    kept("a formula", text='=cmd|"/c calc"!A1'),
    kept("line breaks", text="a\r\nSet-Cookie: visitor=x"),
    kept("SQL", text="'; DROP TABLE outbox; --"),
    kept("right to left", text="\u202eabc\u202c"),
    kept("properties eight levels deep", properties={"a": {"b": {"c": {"d": {"e": {"f": [1]}}}}}}),
    ignored("a forged user", user_id="admin@example.com"),
    ignored("a price and a staff flag", is_staff=True, price="0.01", total="0.01"),
    changed("somebody else's visitor", b'"element": "x", "anonymous_id": "a"', element="x"),
    changed(
        "an address of its own",
        b'"element": "x", "ip": "8.8.8.8", "is_bot": true',
        ip="127.0.0.0",
        is_bot=None,
    ),
    changed(
        "a consent of its own", b'"element": "x", "consent": "granted"', consent="analytics+personalisation"
    ),
    changed(
        "a query string",
        b'"element": "x", "page_url": "/a/?email=a@b.c&utm_source=s"',
        page_url="/a/",
        utm_source="s",
    ),
    changed("a page that is no path", b'"element": "x", "page_url": "javascript:alert(1)"', page_url=None),
    changed("a log-in in the referrer", b'"element": "x", "referrer": "//a:b@x.y/c?d#e"', referrer=None),
    changed(
        "a token in the referrer",
        b'"element": "x", "referrer": "https://x.y/c?d#e"',
        referrer="https://x.y/c",
    ),
    changed("a link to a person", b'"element": "x", "href": "mailto:me@x.org"', href=None),
]

WHOLE = [
    whole("nothing", b"", 400),
    whole("no JSON", b"hello", 400),
    whole("truncated JSON", good()[:-20], 400),
    whole("two objects", good() + good(), 400),
    whole("NaN", b'{"events": [{"event": "element_clicked", "date": NaN}]}', 400),
    whole("Infinity", b'{"events": [{"event": "element_clicked", "date": -Infinity}]}', 400),
    whole("a list", b"[]", 400),
    whole("null", b"null", 400),
    whole("no events", b'{"sent_at": 1}', 400),
    whole("events that are an object", b'{"events": {}}', 400),
    whole("sent_at that is text", batch(clicked(), sent_at="now"), 400),
    whole("sent_at beyond all calendars", batch(clicked(), sent_at=10**40), 400),
    whole("sent_at of 5,000 digits", b'{"events": [], "sent_at": ' + b"9" * 5000 + b"}", 400),
    whole("UTF-16", good().decode().encode("utf-16"), 400),
    whole("a form", b"event=element_clicked", 400),
    whole("brackets without end", b'{"events": [' + b"[" * 60_000, 400),
    whole("30,000 levels", b'{"events": [' + b"[" * 30_000 + b"]" * 30_000 + b"]}", 400),
    whole("an empty batch", batch(), 422),
    whole("a form's type", good(), 415, content_type="application/x-www-form-urlencoded"),
    whole("compressed", gzip.compress(good()), 415, content_encoding="gzip"),
    whole("a gzip bomb", gzip.compress(b"[" * 10_000_000), 415, content_encoding="gzip"),
    whole("a gzip bomb that says nothing", gzip.compress(b" " * 10_000_000), 400),
    whole("101 events", batch(*[clicked()] * 101), 413),
    whole("65,537 bytes", good().ljust(65_537), 413),
    whole("a megabyte", b" " * 1_000_000, 413),
    whole("a megabyte without a length", [b" " * 10_000] * 100, 413),
    whole("another site's page", good(), 403, sec_fetch_site="cross-site", origin="https://evil.example"),
    whole("another site's page in an old browser", good(), 403, origin="https://evil.example"),
    whole("a page from nowhere", good(), 403, origin="null"),
    whole("a site whose name begins as ours", good(), 403, origin="http://127.0.0.1.evil.example"),
]

CASES = [*REPLACED, *REFUSED_ALONE, *KEPT, *WHOLE]
