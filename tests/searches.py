"""Searches for tests: events, and the promotions they lead to."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from promotions.models import Promotion
from tracking import codec
from tracking.events import ProductsSearched
from tracking.ids import uuid7
from tracking.producer import get_producer
from tracking.topics import SEARCHES
from tracking.visitors import now_ms


def search(keyword: str = "humidifier", *, who: str | None = "anna", **fields: Any) -> ProductsSearched:
    now = now_ms()
    defaults = {"date": now, "received_at": now, "message_id": uuid7(), "user_id": who}
    return ProductsSearched(search_keyword=keyword, **{**defaults, **fields})


def send(*events: ProductsSearched) -> None:
    """Produce ``events`` and wait until the broker has them."""
    producer = get_producer()
    for event in events:
        producer.send(SEARCHES, key=(event.user_id or "").encode(), content=codec.encode(event))
    assert producer.flush(20) == 0


def send_raw(content: bytes, *, key: bytes = b"raw") -> None:
    """Produce bytes that may be no event at all, and wait until the broker has them."""
    producer = get_producer()
    producer.send(SEARCHES, key=key, content=content)
    assert producer.flush(20) == 0


def promotion(*keywords: str, **fields: Any) -> Promotion:
    now = timezone.now()
    defaults = {
        "title": f"Deals on {keywords[0] if keywords else 'everything'}",
        "text": "While stocks last.",
        "keywords": list(keywords),
        "reward_percent": 10,
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=7),
    }
    return Promotion.objects.create(**{**defaults, **fields})
