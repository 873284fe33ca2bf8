"""Links that only the mail's reader has: they prove that the address is theirs, and end the alert."""

from django.core import signing
from django.urls import reverse

from shop.models import StockAlert

_SALT = "shop.stock-alert"


def alert_token(alert: StockAlert) -> str:
    # In the form that our logs know for a secret.
    return signing.dumps({"alert": alert.pk}, salt=_SALT)


def alert_link(alert: StockAlert) -> str:
    return reverse("shop:stock-alert", args=[alert_token(alert)])


def stop_link(alert: StockAlert) -> str:
    return reverse("shop:stock-alert-stop", args=[alert_token(alert)])


def alert_of(token: str) -> StockAlert | None:
    """Return the alert that the link is about; None when the link is not ours, or there is nothing to tell any more."""
    try:
        number = signing.loads(token, salt=_SALT)["alert"]
    except signing.BadSignature:
        return None
    return StockAlert.objects.select_related("variant__product").filter(pk=number, sent_at=None).first()
