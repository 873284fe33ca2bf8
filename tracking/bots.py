"""Programs that say what they are. Their events are kept and marked; reports and promotions leave them out."""

import re
from typing import Final

# Words by which crawlers, monitors and HTTP libraries name themselves; "headless" is how browsers under
# automation do. Browser tests and the simulator send a normal user agent.
_DECLARED: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|preview|monitor|uptime|scan|fetch|archiver|"
    r"curl/|wget/|python-|httpx|aiohttp|go-http|java/|okhttp|libwww|postman|lighthouse",
    re.IGNORECASE,
)


def is_declared_bot(user_agent: str) -> bool:
    """Whether ``user_agent`` names a program. An empty one does not: one missing header never makes a bot."""
    return bool(_DECLARED.search(user_agent))
