"""Asking to be told that something is back, confirming it, and ending it."""

from datetime import datetime
from functools import partial
from typing import Final

import structlog
from django.db import transaction

from shop.errors import CannotAlert
from shop.models import StockAlert, User, Variant
from shop.models.stock_alerts import CONFIRM_WITHIN, KEPT
from shop.models.translations import current_language
from shop.tasks import stock_alert_ask

MOST_WAITING: Final = 50

log = structlog.get_logger(__name__)


@transaction.atomic
def alert_ask(*, sku: str, user: User | None, email: str, now: datetime) -> StockAlert:
    """Note that somebody wants to be told: an account at once, a guest once the address is confirmed by the mail that
    goes out for it. Asking again changes nothing, but a guest who has not confirmed gets the mail again.

    Raises:
        CannotAlert: there is no such thing, it can be had, or the person waits for too many things already.
    """
    variant = Variant.objects.select_related("product").filter(sku=sku, product__is_active=True).first()
    if variant is None:
        raise CannotAlert.not_sold()
    if variant.stock:
        raise CannotAlert.in_stock(variant.product.local_name)
    whose = {"user": user, "email": "" if user else email.lower()}
    waiting = StockAlert.objects.filter(**whose, sent_at=None)
    if waiting.exclude(variant=variant).count() >= MOST_WAITING:
        raise CannotAlert.too_many(MOST_WAITING)
    alert, _ = StockAlert.objects.get_or_create(
        **whose,
        variant=variant,
        sent_at=None,
        defaults={
            "created_at": now,
            "language": current_language(),
            "confirmed_at": now if user else None,
            "expires_at": now + (KEPT if user else CONFIRM_WITHIN),
        },
    )
    if alert.confirmed_at is None:
        StockAlert.objects.filter(pk=alert.pk).update(asked_at=None, expires_at=now + CONFIRM_WITHIN)
        transaction.on_commit(partial(_ask, alert.pk))
    return alert


def alert_confirm(*, alert: StockAlert, now: datetime) -> None:
    """Let a guest's alert count from now on; one that counts already goes on as it did."""
    StockAlert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=now, expires_at=now + KEPT)


def alert_stop(*, alert: StockAlert) -> None:
    """Forget that somebody wanted to be told."""
    StockAlert.objects.filter(pk=alert.pk).delete()


def _ask(alert_id: int) -> None:
    """Have a worker send the mail. With the queue away nothing is lost: the beat finds who was not asked."""
    try:
        stock_alert_ask.apply_async([alert_id], retry=False)
    except Exception as error:
        log.warning("stock_alert_not_queued", alert=alert_id, reason=str(error))
