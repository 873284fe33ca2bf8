"""What a browser's name says, in two words: all that the warehouse keeps of it."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

# An Android without "Mobile" is a tablet: https://developer.chrome.com/docs/multidevice/user-agent
_TABLET: Final = re.compile(r"iPad|Tablet|Silk/|Kindle|Android(?!.*Mobi)", re.IGNORECASE)
_PHONE: Final = re.compile(r"Mobi|iPhone|iPod|Opera Mini", re.IGNORECASE)

# In this order: each names itself beside the ones below that it descends from.
_FAMILIES: Final = (
    ("Edge", re.compile(r"\bEdgA?(?:iOS)?/")),
    ("Opera", re.compile(r"\bOPR/|\bOpera\b")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Firefox", re.compile(r"\bFirefox/|\bFxiOS/")),
    ("Chrome", re.compile(r"\bChrome/|\bCriOS/")),
    ("Safari", re.compile(r"\bSafari/")),
)


class Agent(NamedTuple):
    """``device`` is ``phone``, ``tablet`` or ``desktop``, ``browser`` a family; None where nothing was said."""

    device: str | None
    browser: str | None


@lru_cache(maxsize=16_384)
def agent_of(user_agent: str | None) -> Agent:
    """Return what a User-Agent header says."""
    if not user_agent:
        return Agent(None, None)
    device = "desktop"
    if _TABLET.search(user_agent):
        device = "tablet"
    elif _PHONE.search(user_agent):
        device = "phone"
    family = next((name for name, pattern in _FAMILIES if pattern.search(user_agent)), "other")
    return Agent(device, family)
