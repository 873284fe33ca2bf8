"""Batches of clicks as browsers send them, ready for the load generator."""

import json
from pathlib import Path
from typing import Final

import msgspec
from django.core import signing

from tracking import visitors
from tracking.ids import uuid7

# Enough that none meets its limit in a run (20 events/s a visitor after 300 at once, 500 a network after 5,000), and
# few enough to have all been there before: most batches come from somebody who has just sent another.
_VISITORS: Final = 3000
_NETWORKS: Final = 1000


def known_visitors() -> list[str]:
    """Return the cookies of the visitors that send."""
    now = visitors.now_ms()
    return [_cookie(now) for _ in range(_VISITORS)]


def write_requests(file: Path, cookies: list[str], *, events: int, count: int) -> None:
    """Write ``count`` requests of ``events`` clicks, three lines each: cookie, address, body."""
    now = visitors.now_ms()
    with file.open("w") as out:
        for number in range(count):
            network = number % _NETWORKS
            clicks = [_click(now + place) for place in range(events)]
            body = json.dumps({"sent_at": now, "events": clicks}, ensure_ascii=False, separators=(",", ":"))
            address = f"10.{network // 250}.{network % 250}.{number % 200 + 1}"
            out.write(f"{cookies[number % len(cookies)]}\n{address}\n{body}\n")


def _cookie(now: int) -> str:
    visitor = visitors.new_visitor(now=now)
    # As ``visitors.save`` writes it.
    return signing.dumps(msgspec.to_builtins(visitor), salt=visitors.SALT)


def _click(date: int) -> dict[str, object]:
    return {
        "event": "element_clicked",
        "message_id": uuid7(),
        "date": date,
        "page_view_id": uuid7(),
        "page_url": "/search/",
        "page_title": "humidifier – Larkspur",
        "referrer": "http://127.0.0.1/deals/",
        "viewport": "1280x900",
        "timezone": "Europe/Vienna",
        "locale": "en-GB",
        "element": "nav a",
        "text": "Deals",
        "href": "/deals/",
    }
