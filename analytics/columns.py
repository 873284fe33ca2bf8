"""The columns of ``analytics_event`` in the order in which rows are built, and how each travels.

A binary COPY carries no types: the server reads each value as its column's. So a type here only says by which of the
driver's fast paths bytes are made: a uuid is 16 bytes, jsonb a version byte and the text, a moment a bigint of
microseconds since 2000 (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
"""

from typing import Final

_MOMENT: Final = "int8"
_TEXT: Final = "text"

WIRE: Final[dict[str, str]] = {
    "date": "int8",
    "occurred_at": _MOMENT,
    "received_at": _MOMENT,
    "loaded_at": _MOMENT,
    "message_id": "bytea",
    "is_bot": "bool",
    "is_staff": "bool",
    "event": _TEXT,
    "topic": _TEXT,
    "subject": _TEXT,
    "anonymous_id": _TEXT,
    "user_id": _TEXT,
    "session_id": _TEXT,
    "page_view_id": _TEXT,
    "page_path": _TEXT,
    "page_title": _TEXT,
    "referrer_host": _TEXT,
    "utm_source": _TEXT,
    "utm_medium": _TEXT,
    "utm_campaign": _TEXT,
    "utm_term": _TEXT,
    "utm_content": _TEXT,
    "device": _TEXT,
    "browser": _TEXT,
    "locale": _TEXT,
    "timezone": _TEXT,
    "consent": _TEXT,
    # From here on what only some events have; see ``analytics.shapes``.
    "product_id": _TEXT,
    "category": _TEXT,
    "search_id": _TEXT,
    "search_keyword": _TEXT,
    "results_count": "int4",
    "position": "int4",
    "list_id": _TEXT,
    "promotion_id": _TEXT,
    "order_id": _TEXT,
    "form_id": _TEXT,
    "quantity": "int4",
    "engaged_ms": "int4",
    "scroll_percent": "int2",
    "currency": _TEXT,
    "price": "numeric",
    "revenue": "numeric",
    "properties": "bytea",
}
"""Column → the type by which it is sent."""

COLUMNS: Final = tuple(WIRE)
DATE, OCCURRED, MESSAGE_ID, SUBJECT = (
    COLUMNS.index(name) for name in ("date", "occurred_at", "message_id", "subject")
)
OWN: Final = COLUMNS[COLUMNS.index("product_id") : COLUMNS.index("properties")]
"""Columns that only some events fill."""

_EPOCH_2000_MS: Final = 946_684_800_000


def moment(milliseconds: int) -> int:
    """Return ms since 1970 as PostgreSQL counts time: µs since 2000, UTC."""
    return (milliseconds - _EPOCH_2000_MS) * 1000


def milliseconds(moment: int) -> int:
    """Return what ``moment`` was made of."""
    return moment // 1000 + _EPOCH_2000_MS
