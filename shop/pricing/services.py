"""Changing prices. Every change goes through here, so that ``PriceHistory`` knows what things cost before."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shop.models import PriceHistory, User, Variant


def variant_price_change(*, variant: Variant, price: Decimal, now: datetime) -> None:
    """Give ``variant`` another price from ``now`` on."""
    variants_price_change(prices=[(variant, price, variant.currency)], now=now)


@transaction.atomic
def variants_price_change(
    *, prices: Collection[tuple[Variant, Decimal, str]], now: datetime, by: User | None = None
) -> None:
    """Give each variant another price, in a currency, from ``now`` on; five statements, whatever their number.

    The variants come with their products, and as the database has them.
    """
    variants = [variant for variant, _, _ in prices]
    # What they cost until now may never have been written down.
    _write_down([(variant, variant.product.created_at, None) for variant in variants])
    for variant, price, currency in prices:
        variant.price, variant.currency = price, currency
    Variant.objects.bulk_update(variants, ["price", "currency"])
    prices_record(variants=variants, now=now, by=by)


@transaction.atomic
def prices_record(*, variants: Iterable[Variant], now: datetime, by: User | None = None) -> int:
    """Write down the prices that differ from the last ones known; return how many.

    For forms that save variants whole. ``by`` is who changed them, where that is known.
    """
    return _write_down([(variant, now, by) for variant in variants])


def _write_down(entries: Collection[tuple[Variant, datetime, User | None]]) -> int:
    latest = (
        PriceHistory.objects.filter(variant__in=[variant for variant, _, _ in entries])
        .order_by("variant_id", "-since", "-id")
        .distinct("variant_id")
        .values_list("variant_id", "price", "currency")
    )
    known = {variant_id: (price, currency) for variant_id, price, currency in latest}
    rows = [
        PriceHistory(
            variant=variant, price=variant.price, currency=variant.currency, since=since, changed_by=by
        )
        for variant, since, by in entries
        if known.get(variant.pk) != (variant.price, variant.currency)
    ]
    return len(PriceHistory.objects.bulk_create(rows))
