"""The confirmation by e-mail."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from shop.models import Order
from shop.orders.access import order_link

# A worker takes an order's confirmation at once; the sweep looks only for what was left lying.
SWEEP_AFTER: Final = timedelta(minutes=2)
_SWEEP_MOST: Final = 200


def confirmation_send(*, order_id: int, now: datetime) -> bool:
    """Send the confirmation unless it was sent; return whether it was sent here.

    The row stays locked meanwhile, so two workers never send the same. One that dies between sending and COMMIT
    makes the next send again, under the same Message-ID, by which mail programs recognise it.
    """
    with transaction.atomic():
        order = (
            Order.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(pk=order_id, confirmed_at=None)
            .first()
        )
        if order is None:
            return False
        _message(order).send()
        Order.objects.filter(pk=order.pk).update(confirmed_at=now)
    return True


def orders_unconfirmed(*, now: datetime) -> list[int]:
    """Return orders whose confirmation was left lying, the oldest first."""
    waiting = Order.objects.filter(confirmed_at=None, created_at__lt=now - SWEEP_AFTER).order_by("created_at")
    return list(waiting.values_list("pk", flat=True)[:_SWEEP_MOST])


def _message(order: Order) -> EmailMultiAlternatives:
    site = settings.SITE_URL.rstrip("/")
    context = {
        "order": order,
        "lines": order.lines.all(),
        "link": f"{site}{order_link(order)}",
        "site_url": site,
    }
    host = urlsplit(site).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=f"Your order {order.number}",
        body=render_to_string("shop/orders/confirmation.txt", context),
        to=[order.email],
        headers={"Message-ID": f"<{order.number}.confirmation@{host}>"},
    )
    message.attach_alternative(render_to_string("shop/orders/confirmation.html", context), "text/html")
    return message
