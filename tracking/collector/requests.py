"""A request as the collector sees it, whichever door it came through."""

from collections.abc import Mapping
from typing import Final

import msgspec

HEADERS: Final = frozenset(
    {
        "accept-language",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "dnt",
        "host",
        "origin",
        "sec-fetch-site",
        "sec-gpc",
        "user-agent",
        "x-forwarded-for",
    }
)
"""The headers the collector looks at. A door hands over no others."""


class Head(msgspec.Struct, frozen=True):
    """What is known of a request before its body is read. ``headers`` has names in small letters, ``remote`` is the
    address of the other end of the connection."""

    method: str
    headers: Mapping[str, str]
    remote: str

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    @property
    def content_length(self) -> int | None:
        """The length the client announced, in bytes; None where it announced none, or nothing that is a number."""
        text = self.header("content-length")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
