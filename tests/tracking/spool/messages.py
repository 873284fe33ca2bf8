"""Messages to spool."""

from tracking.spool.records import Record
from tracking.topics import COMMERCE, PAGE_VIEWS, SCROLLS, SEARCHES, WEB_LOGS

KINDS = {
    "scroll": (SCROLLS, "page_scrolled"),
    "vitals": (PAGE_VIEWS, "web_vitals"),
    "page": (PAGE_VIEWS, "page_viewed"),
    "search": (SEARCHES, "products_searched"),
    "order": (COMMERCE, "order_completed"),
}


def log_message(number: int, severity: int, *, filler: int = 0) -> Record:
    content = f'{{"event": "log_recorded", "severity_number": {severity}, "filler": "{"x" * filler}"}}'
    return Record(WEB_LOGS.name, b"web-1", content.encode(), 1_772_366_400_000 + number)


def message(number: int, kind: str = "search", *, filler: int = 0) -> Record:
    topic, event = KINDS[kind]
    content = f'{{"event": "{event}", "message_id": "{number}", "filler": "{"x" * filler}"}}'
    return Record(topic.name, b"anna", content.encode(), 1_772_366_400_000 + number)
