"""What stock alerts say about people; declared in ``shop.personal_data``."""

from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet

from shop.models import StockAlert
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding


def _stock_alerts(person: Person) -> QuerySet[StockAlert]:
    return StockAlert.objects.filter(Q(user__public_id__in=person.public_ids) | Q(email__in=person.emails))


def _stock_alerts_expired(now: datetime) -> QuerySet[StockAlert]:
    return StockAlert.objects.filter(expires_at__lt=now)


STOCK_ALERTS: Final = Holding(
    app="shop",
    table="shop_stockalert",
    about="Who wants to be told when something can be had again, guests by their e-mail address.",
    kept="until they were told, 180 days at most; 2 days where a guest never confirmed the address",
    reason="To write that one mail; told ones stay 2 days, so that not more are told than there is stock for.",
    erasure="deleted",
    export=lambda person: _stock_alerts(person).values(
        "email", "created_at", "confirmed_at", "sent_at", about=F("variant__product__name")
    ),
    erase=lambda person: _stock_alerts(person).delete()[0],
    expired=_stock_alerts_expired,
)
