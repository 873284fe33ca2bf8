"""What the seed's things cost before today, so that "lowest price of the last 30 days" has something to tell."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import batched
from typing import Final
from zlib import crc32

from django.db import transaction

from shop.models import PriceHistory, Variant

BATCH: Final = 2_000
_DEARER: Final = Decimal("1.10")
_CHEAPER: Final = Decimal("0.93")
_CENT: Final = Decimal("0.01")


@transaction.atomic
def price_history_save(*, now: datetime) -> int:
    """Write a past for the variants that have none; return how many rows. The same variants get the same past."""
    variants = Variant.objects.filter(price_history__isnull=True).select_related("product")
    made = 0
    for batch in batched(variants.iterator(BATCH), BATCH):
        made += len(PriceHistory.objects.bulk_create(row for variant in batch for row in _past(variant, now)))
    return made


def _past(variant: Variant, now: datetime) -> Iterator[PriceHistory]:
    listed = variant.product.created_at
    steps = [(listed, Decimal(1))]
    # Variants of a product move together; most never changed.
    kind = crc32(variant.product.slug.encode()) % 5
    if kind == 0:
        steps = [(listed, _DEARER), (now - timedelta(days=70), Decimal(1))]
    elif kind == 1:
        steps = [
            (listed, Decimal(1)),
            (now - timedelta(days=40), _CHEAPER),
            (now - timedelta(days=33), Decimal(1)),
        ]
    if any(since < listed for since, _ in steps):
        # Listed too late for that.
        steps = [(listed, Decimal(1))]
    for since, factor in steps:
        price = (variant.price * factor).quantize(_CENT)
        yield PriceHistory(variant=variant, price=price, currency=variant.currency, since=since)
