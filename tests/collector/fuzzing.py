"""Bodies that no one would send: valid batches, broken in known and in random ways. The same seed gives the same."""

import json
import random
from collections.abc import Iterator
from typing import Any, Final

from tests.collector.sending import clicked

_EVENTS: Final[tuple[dict[str, Any], ...]] = (
    clicked(text="Deals", href="/deals/?x=1"),
    {"event": "page_scrolled", "date": 5, "max_scroll_percent": 50, "engaged_ms": 900, "percent": None},
    {"event": "page_left", "date": 5, "duration_ms": 5000},
    {"event": "form_submitted", "date": 5, "form_id": "search", "fields": ["q", "page"]},
    {"event": "web_vitals", "date": 5, "lcp_ms": 812, "cls": 0.02},
    {"event": "promotion_viewed", "date": 5, "promotion_id": 7, "position": 1},
    {"event": "product_clicked", "date": 5, "product_id": "x", "search_id": "s", "position": 3},
    {"event": "rage_click", "date": 5, "element": "a", "clicks": 4, "x": 1, "y": 2},
)
_COMMON: Final[dict[str, Any]] = {
    "message_id": "m1",
    "page_view_id": "p1",
    "page_url": "/a/?utm_source=x&utm_term=%00",
    "page_title": "A",
    "referrer": "https://x.org/?q=me",
    "viewport": "1280x900",
    "timezone": "Europe/Vienna",
    "locale": "en",
    "properties": {"a": [1, {"b": None}]},
}
_VALUES: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 2**53, -(2**63), 2**64, 10**40, 0.1, -0.0, 1e308, "", "a", "\0", "\ud800", "\udfff\ud800",
    "\ufffe", "💥", "\r\n", "<script>", "=1+1", "http://[", "//", "javascript:x", "%00", "x" * 2000, "\\u0000", "\\",
    [], {}, [[[[[[[[[1]]]]]]]]], {"\0": {"\udc00": "\0"}}, {"a": [10**20]}, [None] * 200,
)  # fmt: skip
_PIECES: Final[tuple[bytes, ...]] = (
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\\u0000", b"\\ud800", b"\\udc00", b"\\", b'"', b"{", b"}",
    b"[", b"]", b",", b":", b"NaN", b"-Infinity", b"1e400", b"9" * 400, b"-", b"[" * 300, b'{"a":' * 50, b"null",
    b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\n", b"/*", b'"event":"page_left",', b'"date":1e999,', b"\xe2\x82",
)  # fmt: skip


def bodies(count: int, seed: int) -> Iterator[bytes]:
    """Give ``count`` bodies, most of them nearly right: what is wholly wrong gets no further than the parser."""
    chance = random.Random(seed)
    for _ in range(count):
        events = [_event(chance) for _ in range(chance.choice((1, 1, 2, 3, 8)))]
        content: dict[str, Any] = {"sent_at": chance.choice((5, 5, 5, None, *_VALUES[:8])), "events": events}
        body = json.dumps(content, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
        yield _broken(body, chance) if chance.random() < 0.5 else body


def sound_bodies(count: int, seed: int) -> Iterator[bytes]:
    """Give ``count`` bodies of which most events keep their contract, some by a hair: nested, long, named twice."""
    chance = random.Random(seed)
    for _ in range(count):
        events = []
        for number in range(chance.choice((0, 1, 2, 10))):
            event = {**chance.choice(_EVENTS), **_COMMON, "message_id": f"m{number}"}
            del event["properties"]
            if chance.random() < 0.2:
                event["properties"] = chance.choice(({}, {"a": 2**53 - 1}, {"a": [2**53]}))
            if chance.random() < 0.1:
                event["unread"] = json.loads("[" * (depth := chance.randrange(5, 10)) + "]" * depth)
            if chance.random() < 0.1:
                event["page_title"] = "x" * chance.randrange(100, 9000)
            if chance.random() < 0.1:
                del event["message_id"]
            events.append(event)
        body = json.dumps({"sent_at": 5, "events": events}, ensure_ascii=False)
        twice = chance.choice(("", "", '"date":7,', '"event":"page_left",', '"message_id":"n",'))
        yield body.replace('"date"', f'{twice}"date"', 1).encode()


def _event(chance: random.Random) -> Any:
    event = dict(chance.choice(_EVENTS))
    for name in chance.sample(sorted(_COMMON), chance.randrange(5)):
        event[name] = _COMMON[name]
    for _ in range(chance.choice((0, 0, 1, 2))):
        name = chance.choice([*event, *_COMMON, "user_id", "\ud800", "a\0"])
        value = chance.choice(_VALUES)
        event[name] = {"x": value} if name == "properties" and chance.random() < 0.7 else value
    if chance.random() < 0.05:
        event.pop(chance.choice(sorted(event)))
    return chance.choice(_VALUES) if chance.random() < 0.02 else event


def _broken(body: bytes, chance: random.Random) -> bytes:
    content = bytearray(body)
    for _ in range(chance.choice((1, 1, 2, 6))):
        place = chance.randrange(len(content) + 1)
        how = chance.randrange(4)
        if how == 0:
            content[place:place] = chance.choice(_PIECES)
        elif how == 1:
            del content[place : place + chance.randrange(1, 9)]
        elif how == 2 and place < len(content):
            content[place] = chance.randrange(256)
        elif chance.random() < 0.1:
            del content[place:]
    return bytes(content)
