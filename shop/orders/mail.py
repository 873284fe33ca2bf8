"""Mails about an order: the confirmation, and the word that it was refunded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.models import Order
from shop.orders.access import order_link

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# A worker takes an order's mail at once; the sweep looks only for what was left lying.
SWEEP_AFTER: Final = timedelta(minutes=2)
_SWEEP_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class _Kind:
    """A mail that an order gets once. ``since`` is the column that says from when on it is due, ``sent`` the one that
    says when it was sent; ``name`` is that of its templates, and stands in its Message-ID."""

    name: str
    subject: "StrPromise"
    since: str
    sent: str


_CONFIRMATION: Final = _Kind("confirmation", _("Your order %s"), since="created_at", sent="confirmed_at")
_REFUND: Final = _Kind("refund", _("Your order %s is refunded"), since="refunded_at", sent="refund_told_at")


def confirmation_send(*, order_id: int, now: datetime) -> bool:
    """Send the confirmation unless it was sent; return whether it was sent here."""
    return _send_once(_CONFIRMATION, order_id, now)


def refund_send(*, order_id: int, now: datetime) -> bool:
    """Tell the customer of the refund unless that was done; return whether it was done here."""
    return _send_once(_REFUND, order_id, now)


def orders_unconfirmed(*, now: datetime) -> list[int]:
    """Return orders whose confirmation was left lying, the oldest first."""
    return _left_lying(_CONFIRMATION, now)


def refunds_untold(*, now: datetime) -> list[int]:
    """Return refunded orders whose customers were not told, the oldest first."""
    return _left_lying(_REFUND, now)


def _send_once(kind: _Kind, order_id: int, now: datetime) -> bool:
    """Send the mail and note it.

    The row stays locked meanwhile, so two workers never send the same. One that dies between sending and COMMIT
    makes the next send again, under the same Message-ID, by which mail programs recognise it.
    """
    with transaction.atomic():
        due = {"pk": order_id, kind.sent: None, f"{kind.since}__isnull": False}
        order = Order.objects.select_for_update(no_key=True, skip_locked=True).filter(**due).first()
        if order is None:
            return False
        with translation.override(order.language):
            message = _message(kind, order)
        message.send()
        Order.objects.filter(pk=order.pk).update(**{kind.sent: now})
    return True


def _left_lying(kind: _Kind, now: datetime) -> list[int]:
    waiting = Order.objects.filter(**{kind.sent: None, f"{kind.since}__lt": now - SWEEP_AFTER})
    return list(waiting.order_by(kind.since).values_list("pk", flat=True)[:_SWEEP_MOST])


def _message(kind: _Kind, order: Order) -> EmailMultiAlternatives:
    site = settings.SITE_URL.rstrip("/")
    context = {
        "order": order,
        "lines": order.lines.all(),
        "link": f"{site}{order_link(order)}",
        "site_url": site,
    }
    host = urlsplit(site).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=str(kind.subject) % order.number,
        body=render_to_string(f"shop/orders/{kind.name}.txt", context),
        to=[order.email],
        headers={"Message-ID": f"<{order.number}.{kind.name}@{host}>"},
    )
    message.attach_alternative(render_to_string(f"shop/orders/{kind.name}.html", context), "text/html")
    return message
