"""The seeded orders, as the events they would have been: the shop's own table and the warehouse tell the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from operations.seed.history.people import id_of
from shop.models import Order
from tracking.events import OrderCompleted, OrderedProduct


def orders_placed(*, days: int, now: datetime) -> Iterator[OrderCompleted]:
    """Give ``order_completed`` of every seeded order of the last ``days`` days."""
    orders = Order.objects.filter(
        payment_reference="seed", created_at__gt=now - timedelta(days=days), created_at__lte=now
    )
    for order in orders.select_related("user").prefetch_related("lines").order_by("created_at", "pk"):
        placed = int(order.created_at.timestamp() * 1000)
        yield OrderCompleted(
            message_id=str(id_of(f"seeded order/{order.idempotency_key}")),
            date=placed,
            received_at=placed,
            user_id=order.user.public_id if order.user else None,
            order_id=order.number,
            products=[
                OrderedProduct(
                    product_id=line.product,
                    sku=line.sku,
                    name=line.name,
                    variant=line.variant,
                    category=line.category,
                    brand=line.brand,
                    price=str(line.price),
                    quantity=line.quantity,
                )
                for line in order.lines.all()
            ],
            currency=order.currency,
            subtotal=str(order.subtotal),
            discount=str(order.discount),
            total=str(order.total),
        )
