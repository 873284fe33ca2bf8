"""When two error lines are the same error.

By the exception's type and the frames of our own code, without line numbers, which move with every release; frames
that repeat (recursion) count once. Without an exception, by the logger and what was logged, with whatever varies taken
out. The key begins with the version of these rules: another version makes other kinds, and never mixes with these.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from tracking.events.logs import LogRecorded

VERSION: Final = 1
_MOST_FRAMES: Final = 20
_LONGEST: Final = 300

# What differs from one line to the next, the longest forms first.
_VARYING: Final = (
    (re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"), "<uuid>"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b"), "<address>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "<ip>"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b|\b(?=[a-fA-F]*\d)[0-9a-fA-F]{8,}\b"), "<hex>"),
    (re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”"), "<text>"),
    (re.compile(r"\d+(?:[.,:]\d+)*"), "<n>"),
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``why`` says to people what the lines of this kind have in common."""

    key: str
    title: str
    why: str
    app: str


def fingerprint(record: LogRecorded) -> Fingerprint:
    """Return the kind of error that ``record`` is one of."""
    attributes = record.attributes
    kind = str(attributes.get("exception.type") or "")
    frames = _frames(attributes.get("exception.frames"))
    own = tuple((module, function) for module, function, in_app in frames if in_app)
    chosen = own or tuple((module, function) for module, function, _ in frames)
    if kind and chosen:
        return _by_frames(kind, chosen[-_MOST_FRAMES:], is_own=bool(own))
    text = template(str(attributes.get("exception.message") or "") if kind else record.body)
    return _by_text(record.scope, kind, text)


def template(text: str) -> str:
    """Return ``text`` with everything that varies replaced by what it is."""
    text = text[: 4 * _LONGEST]
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return " ".join(text.split())[:_LONGEST]


def _frames(value: Any) -> list[tuple[str, str, bool]]:
    """Return (module, function, in_app) of each frame, the innermost last; what isn't a frame is left out."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    found: list[tuple[str, str, bool]] = []
    for frame in value:
        if not isinstance(frame, Mapping):
            continue
        entry = (str(frame.get("module", "")), str(frame.get("function", "")), bool(frame.get("in_app")))
        if not found or found[-1] != entry:
            found.append(entry)
    return found


@lru_cache(maxsize=10_000)
def _by_frames(kind: str, frames: tuple[tuple[str, str], ...], *, is_own: bool) -> Fingerprint:
    module, function = frames[-1]
    whose = "the frames of our own code" if is_own else "its frames, none of them our own"
    return Fingerprint(
        key=_key("frames", kind, *(part for frame in frames for part in frame)),
        title=f"{kind} in {module}.{function}"[:_LONGEST],
        why=f"the exception’s type and {whose}, up to {module}.{function}"[:_LONGEST],
        app=module.partition(".")[0],
    )


@lru_cache(maxsize=10_000)
def _by_text(scope: str, kind: str, text: str) -> Fingerprint:
    return Fingerprint(
        key=_key("text", scope, kind, text),
        title=": ".join(part for part in (kind, text) if part)[:_LONGEST] or scope,
        why=f"the logger {scope or '(none)'}{', the exception’s type' if kind else ''} and the text “{text}”"[
            :_LONGEST
        ],
        app=scope.partition(".")[0],
    )


def _key(*parts: str) -> str:
    return f"{VERSION}:{blake2b('\0'.join(parts).encode(errors='replace'), digest_size=12).hexdigest()}"
