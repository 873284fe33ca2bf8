"""Programs: by their name, by their headers, by what they do. Their events are kept and marked; reports and
promotions leave them out.

A program that names itself is one. Of what a browser's request always has, one thing missing proves nothing
(extensions, proxies and old phones take things away); two do. What no person does is the third sign: a page a
second for a minute, or a link that only programs can see. See docs/consent.md.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from crawleruseragents import is_crawler

_ENOUGH_SIGNALS: Final = 2
_MAX_LENGTH: Final = 512

# What the list doesn't know yet: words by which programs call themselves, and the address at which they explain
# themselves. "Cubot" makes telephones.
_GENERIC: Final = re.compile(
    r"(?<!\bcu)bot\b|crawler|spider|scraper|headless|\+https?://|healthcheck|\bprobe/|"
    r"^(?:java|dart|node|undici|bun|deno|prometheus|postmanruntime|insomnia)\b",
    re.IGNORECASE,
)

# Since when browsers send Sec-Fetch-Site: https://caniuse.com/mdn-http_headers_sec-fetch-site. Safari names its
# version apart, and so may a browser that only looks like it; that is no claim.
_SENDS_FETCH_METADATA: Final = re.compile(r"(?:Chrome/(?:[89]\d|\d{3})|Firefox/(?:9\d|\d{3}))\b")


@lru_cache(maxsize=16_384)
def is_declared_bot(user_agent: str) -> bool:
    """Whether ``user_agent`` names a program. An empty one does not: one missing header never makes a bot."""
    name = user_agent[:_MAX_LENGTH]
    return bool(_GENERIC.search(name)) or bool(is_crawler(name))


def signals(headers: Mapping[str, str]) -> list[str]:
    """Return what is odd about a request's headers, which must answer to lower-case names.

    Left out on purpose: HTTP/1.0 (proxies speak it to us), Connection, the order and the capitals of headers (proxies
    change them). Sec-Fetch-* is sent to https and to this very machine only, so in a plain local network it is
    missing for everybody: one signal, and no more.
    """
    agent = headers.get("user-agent", "")
    found = {
        "no user-agent": not agent,
        "no accept": not headers.get("accept"),
        "no accept-language": not headers.get("accept-language"),
        "no sec-fetch": "sec-fetch-site" not in headers and bool(_SENDS_FETCH_METADATA.search(agent)),
        "headless client hint": "headless" in headers.get("sec-ch-ua", "").lower(),
        # https://www.rfc-editor.org/rfc/rfc9110#section-10.1.2: robots should say whom to write to.
        "from": bool(headers.get("from")),
    }
    return [name for name, is_so in found.items() if is_so]


def is_bot(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a program, as far as its headers say."""
    return is_declared_bot(headers.get("user-agent", "")) or len(signals(headers)) >= _ENOUGH_SIGNALS
