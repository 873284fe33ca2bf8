"""Taking an order back as a whole: the money, the stock, and the word about it."""

from collections import Counter
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction

from shop.checkout.stock import stock_change
from shop.models import Order, OrderLine, OrderStatus, User, Variant
from shop.tasks import order_refund_tell
from tracking import outbox
from tracking.context import Origin
from tracking.events import OrderedProduct, OrderRefunded

log = structlog.get_logger(__name__)


@transaction.atomic
def order_refund(*, order_id: int, reason: str, by: User, now: datetime) -> bool:
    """Take the order back; return False where that was done before, and change nothing then.

    Order, stock and outbox are one transaction. What is not sold any more goes nowhere. A code that was used stays
    used: who orders again was given the reduction once. The test payment has nothing to give back; a real one would be
    refunded by whoever reads ``order_refunded``, under the order's number, so once.
    """
    # As the checkout does, the variants by number and after everything else: refunds and orders never wait in a circle.
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.status == OrderStatus.REFUNDED:
        return False
    lines = list(order.lines.all())
    _stock_return(lines)
    Order.objects.filter(pk=order.pk).update(
        status=OrderStatus.REFUNDED, refunded_at=now, refunded_by=by, refund_reason=reason
    )
    outbox.enqueue(_refunded(order, lines), aggregate=f"order:{order.number}", origin=_origin(order, now))
    transaction.on_commit(partial(_tell, order.pk))
    return True


def _stock_return(lines: list[OrderLine]) -> None:
    numbers = sorted(line.variant_number for line in lines)
    list(
        Variant.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk").values_list("pk")
    )
    units: Counter[int] = Counter()
    for line in lines:
        units[line.variant_number] += line.quantity
    stock_change(units=units)


def _refunded(order: Order, lines: list[OrderLine]) -> OrderRefunded:
    return OrderRefunded(
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
                promotion_id=line.promotion_number,
            )
            for line in lines
        ],
        currency=order.currency,
        total=str(order.total),
    )


def _origin(order: Order, now: datetime) -> Origin:
    """Whose order it was: the merchant who presses the button is nobody's visitor."""
    stamp = int(now.timestamp() * 1000)
    fields: dict[str, object] = {"date": stamp, "received_at": stamp}
    if order.user is None:
        return Origin(key=None, fields=fields)
    return Origin(key=order.user.public_id, fields={**fields, "user_id": order.user.public_id})


def _tell(order_id: int) -> None:
    """Ask a worker for the mail. With the queue away nothing is lost: the beat finds who was not told."""
    try:
        order_refund_tell.apply_async([order_id], retry=False)
    except Exception as error:
        log.warning("refund_mail_not_queued", order=order_id, reason=str(error))
