"""Mails of stock alerts: is this your address, and it is back. Each leaves once."""

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from shop.models import StockAlert
from shop.models.stock_alerts import KEPT
from shop.stock_alerts import turns
from shop.stock_alerts.links import alert_link, stop_link

SWEEP_AFTER: Final = timedelta(minutes=2)
"""A worker takes a mail at once; the sweep looks only for what was left lying."""
_SWEEP_MOST: Final = 500


def ask_send(*, alert_id: int, now: datetime) -> bool:
    """Ask a guest whether the address is theirs, unless that was done; return whether it was done here."""
    with transaction.atomic():
        alert = _locked(alert_id, asked_at=None, confirmed_at=None, expires_at__gt=now)
        if alert is None:
            return False
        with translation.override(alert.language):
            _message(alert, "confirm", gettext("Shall we tell you when it is back?")).send()
        StockAlert.objects.filter(pk=alert.pk).update(asked_at=now)
    return True


def back_send(*, alert_id: int, now: datetime) -> bool:
    """Tell somebody whose turn has come, unless that was done; return whether it was done here.

    The row stays locked meanwhile, so two workers never send the same. What is sold out again by now is not told:
    whoever waited goes on waiting.
    """
    with transaction.atomic():
        alert = _locked(alert_id, due_at__isnull=False, sent_at=None)
        if alert is None:
            return False
        if not (alert.variant.stock and alert.variant.product.is_active):
            turns.alert_put_back(alert=alert)
            return False
        with translation.override(alert.language):
            subject = gettext("%(name)s is back") % {"name": alert.variant.product.local_name}
            _message(alert, "back", subject).send()
        turns.alert_told(alert=alert, now=now)
    return True


def left_lying(*, now: datetime) -> tuple[list[int], list[int]]:
    """Return the alerts whose guests were not asked, and those whose turn came and who were not told."""
    long_ago = now - SWEEP_AFTER
    unasked = StockAlert.objects.filter(
        user=None, asked_at=None, confirmed_at=None, created_at__lt=long_ago, expires_at__gt=now
    )
    untold = StockAlert.objects.filter(sent_at=None, due_at__lt=long_ago)
    return (
        list(unasked.order_by("pk").values_list("pk", flat=True)[:_SWEEP_MOST]),
        list(untold.order_by("pk").values_list("pk", flat=True)[:_SWEEP_MOST]),
    )


def _locked(alert_id: int, **due: Any) -> StockAlert | None:
    rows = StockAlert.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return rows.select_related("variant__product", "user").filter(pk=alert_id, **due).first()


def _message(alert: StockAlert, template: str, subject: str) -> EmailMessage:
    site = settings.SITE_URL.rstrip("/")
    product = alert.variant.product
    context = {
        "product": product,
        "variant": alert.variant,
        "product_link": f"{site}{product.get_absolute_url()}?variant={alert.variant.sku}",
        "link": f"{site}{alert_link(alert)}",
        "days": KEPT.days,
    }
    host = urlsplit(site).hostname or "localhost"
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(f"shop/mail/stock_{template}.txt", context),
        to=[alert.address],
        headers={
            "Message-ID": f"<stock-alert-{alert.pk}.{template}@{host}>",
            # Mail programs offer a button for it: RFC 8058.
            "List-Unsubscribe": f"<{site}{stop_link(alert)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
