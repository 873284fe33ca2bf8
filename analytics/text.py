"""Text as the warehouse keeps it: comparable, and without anybody's address."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from tracking import addresses

_ADDRESS: Final = re.compile(r"[^\s@\"\\<>,;:]+@[^\s@\"\\<>,;:]+")
_ADDRESS_IN_JSON: Final = re.compile(_ADDRESS.pattern.encode())
_MASK: Final = "[e-mail]"
# Looked for as a number: a byte string of one takes ten times as long.
_AT: Final = ord("@")


@lru_cache(maxsize=65_536)
def keyword(typed: str) -> str:
    """Return a search in small letters without accents and needless spaces, so that one wish is one row."""
    decomposed = unicodedata.normalize("NFKD", typed.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return masked(" ".join(letters.split()))


def masked(text: str) -> str:
    """Return ``text`` with e-mail addresses taken out: what somebody types can stand in a title or a label."""
    return _ADDRESS.sub(_MASK, text) if "@" in text else text


def masked_json(content: bytes) -> bytes:
    """Return JSON with e-mail addresses taken out of its texts."""
    return _ADDRESS_IN_JSON.sub(_MASK.encode(), content) if _AT in content else content


@lru_cache(maxsize=8192)
def host(url: str) -> str | None:
    """Return the host that an address names, without ``www.``; None where it names none."""
    try:
        name = addresses.split(url).hostname or ""
    except ValueError:
        return None
    return name.removeprefix("www.") or None
