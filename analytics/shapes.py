"""Which of an event's own fields go to which columns; the rest goes to ``properties``."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import msgspec

from analytics.columns import OWN
from analytics.errors import UnreadableAmount
from analytics.text import keyword, masked_json
from tracking.events import EVENTS, Event, OrderCompleted, OrderRefunded, event_name

type Getter = Callable[[Event], Any]

_COMMON: Final = frozenset(msgspec.structs.asdict(Event()))

_UNITS: Final = OWN.index("quantity")

# Fields that are called otherwise than their column.
_NAMES: Final = {"scroll_percent": "max_scroll_percent"}

# The words of a review are moderation's; who was erased is to be named nowhere.
_LEFT_OUT: Final = frozenset({"text", "subjects"})
_REVIEWS: Final = frozenset({"review_submitted", "review_edited"})


@lru_cache(maxsize=16_384)
def amount(text: str) -> Decimal | None:
    """Return decimal text as a number; None for nothing.

    Raises:
        UnreadableAmount: it is something else.
    """
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UnreadableAmount(text) from None
    if not value.is_finite():
        raise UnreadableAmount(text)
    return value


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


_CONVERSIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "price": amount,
    "revenue": amount,
    "promotion_id": _as_text,
    "search_keyword": keyword,
}


class Shape:
    """How one type of event becomes columns."""

    def __init__(self, event_type: type[Event]) -> None:
        self.name: Final = event_name(event_type)
        self.topic: Final = event_type.topic.name
        self.names_someone: Final = event_type.names_someone
        fields = set(event_type.__struct_fields__) - _COMMON
        used = {column: _NAMES.get(column, column) for column in OWN}
        used = {column: field for column, field in used.items() if field in fields}
        if issubclass(event_type, OrderCompleted | OrderRefunded):
            used["revenue"] = "total"
        self._getters: Final = tuple(_getter(column, used.get(column)) for column in OWN)
        left_out = _LEFT_OUT if self.name in {*_REVIEWS, "visitor_erased"} else frozenset[str]()
        self._rest: Final = {
            field.name: field.default
            for field in msgspec.structs.fields(event_type)
            if field.name in fields - set(used.values()) - left_out
        }

    def own(self, event: Event) -> list[Any]:
        """Return the values of ``columns.OWN``.

        Raises:
            UnreadableAmount: a price or total is no number, be it in a line of an order.
        """
        values = [getter and getter(event) for getter in self._getters]
        if isinstance(event, OrderCompleted | OrderRefunded):
            for line in event.products:
                amount(line.price)
            values[_UNITS] = sum(line.quantity for line in event.products)
        return values

    def properties(self, event: Event) -> bytes | None:
        """Return the other fields as jsonb travels, without those that hold nothing or what they hold by default; None
        where none is left."""
        rest = {
            name: value
            for name, default in self._rest.items()
            if (value := getattr(event, name)) not in _NOTHING and value != default
        }
        if event.properties:
            # What readers of a field rely on is the field's, never somebody's property of the same name.
            rest |= {name: value for name, value in event.properties.items() if name not in self._rest}
        return b"\x01" + masked_json(_encode(rest)) if rest else None


_encode: Final = msgspec.json.Encoder().encode
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})


def _getter(column: str, field: str | None) -> Getter | None:
    if field is None:
        return None
    get, convert = attrgetter(field), _CONVERSIONS.get(column)
    if convert is not None:
        return lambda event: convert(get(event))
    # An empty text says nothing.
    return lambda event: None if (value := get(event)) == "" else value


SHAPES: Final[Mapping[type[Event], Shape]] = {event_type: Shape(event_type) for event_type in EVENTS}
