"""Messages to spool."""

from tracking.spool.records import Record
from tracking.topics import COMMERCE, PAGE_VIEWS, SCROLLS, SEARCHES

KINDS = {
    "scroll": (SCROLLS, "page_scrolled"),
    "vitals": (PAGE_VIEWS, "web_vitals"),
    "page": (PAGE_VIEWS, "page_viewed"),
    "search": (SEARCHES, "products_searched"),
    "order": (COMMERCE, "order_completed"),
}


def message(number: int, kind: str = "search", *, filler: int = 0) -> Record:
    topic, event = KINDS[kind]
    content = f'{{"event": "{event}", "message_id": "{number}", "filler": "{"x" * filler}"}}'
    return Record(topic.name, b"anna", content.encode(), 1_772_366_400_000 + number)
