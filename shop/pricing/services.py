"""Changing prices. Every change goes through here, so that ``PriceHistory`` knows what things cost before."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shop.models import PriceHistory, User, Variant


@transaction.atomic
def variant_price_change(*, variant: Variant, price: Decimal, now: datetime) -> None:
    """Give ``variant`` another price from ``now`` on."""
    # What it cost until now may never have been written down.
    prices_record(variants=[variant], now=variant.product.created_at)
    variant.price = price
    variant.save(update_fields=["price"])
    prices_record(variants=[variant], now=now)


@transaction.atomic
def prices_record(*, variants: Iterable[Variant], now: datetime, by: User | None = None) -> int:
    """Write down the prices that differ from the last ones known; return how many.

    For forms that save variants whole. ``by`` is who changed them, where that is known.
    """
    wanted = list(variants)
    latest = (
        PriceHistory.objects.filter(variant__in=wanted)
        .order_by("variant_id", "-since", "-id")
        .distinct("variant_id")
        .values_list("variant_id", "price", "currency")
    )
    known = {variant_id: (price, currency) for variant_id, price, currency in latest}
    rows = [
        PriceHistory(
            variant=variant, price=variant.price, currency=variant.currency, since=now, changed_by=by
        )
        for variant in wanted
        if known.get(variant.pk) != (variant.price, variant.currency)
    ]
    return len(PriceHistory.objects.bulk_create(rows))
