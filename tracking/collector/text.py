"""Making JSON from anywhere fit for what comes after it."""

import re
from typing import Final

# Looked for as numbers: a byte string of one takes ten times as long.
_NUL: Final = 0
_LEAD_OF_SURROGATES: Final = 0xED
_BACKSLASH: Final = ord("\\")

_REPLACEMENT: Final = "\ufffd".encode()
_BOM: Final = b"\xef\xbb\xbf"

_SUSPECT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
# Each escape as a whole, so that a backslash that was itself escaped begins none.
_ESCAPE: Final = re.compile(
    rb"\\(?:(?P<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?P<bad>u0000|u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
# A surrogate in UTF-8, which no valid text has.
_RAW_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_BRACKETS_AND_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def cleaned(body: bytes) -> bytes:
    """Return ``body`` without a byte order mark, with U+FFFD for every NUL and every lone surrogate, escaped or raw.

    PostgreSQL's text holds neither, and half of a pair is no character.
    """
    body = body.removeprefix(_BOM)
    if _NUL in body:
        body = body.replace(b"\0", _REPLACEMENT)
    if _LEAD_OF_SURROGATES in body:
        body = _RAW_SURROGATE.sub(_REPLACEMENT, body)
    # Browsers escape next to nothing, so a look is cheap; replacing goes through every escape there is.
    if _BACKSLASH in body and _SUSPECT.search(body):
        body = _ESCAPE.sub(lambda match: rb"\ufffd" if match["bad"] else match[0], body)
    return body


def is_deeper_than(limit: int, content: bytes) -> bool:
    """Whether objects and lists stand more than ``limit`` within one another in ``content``, which is JSON."""
    if content.count(b"{") + content.count(b"[") <= limit:
        return False
    depth = 0
    for match in _BRACKETS_AND_STRINGS.finditer(content):
        first = content[match.start()]
        if first in b"[{":
            depth += 1
            if depth > limit:
                return True
        elif first in b"]}":
            depth -= 1
    return False
