"""Orders in the outbox for tests, and what became of them."""

from django.db import transaction

from tests.kafka import messages
from tracking import outbox
from tracking.context import Origin
from tracking.events import OrderCompleted
from tracking.models import OutboxMessage
from tracking.topics import COMMERCE


def order(number, **fields):
    return OrderCompleted(
        order_id=str(number),
        products=[],
        currency="EUR",
        subtotal="1.00",
        discount="0.00",
        total="1.00",
        **fields,
    )


def write(number, *, aggregate, **fields):
    with transaction.atomic():
        outbox.enqueue(
            order(number, **fields), aggregate=aggregate, origin=Origin(None, {"date": 1_772_366_400_000})
        )


def is_empty():
    return not OutboxMessage.objects.exists()


def delivered():
    """Return the orders' numbers by aggregate, in the order in which they stand in the topic."""
    found: dict[str, list[int]] = {}
    for message in messages(COMMERCE):
        aggregate, _, place = message["order_id"].partition("/")
        found.setdefault(aggregate, []).append(int(place))
    return found
