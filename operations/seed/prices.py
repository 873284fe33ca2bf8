"""What the seed's things cost before today, so that "lowest price of the last 30 days" has something to tell."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from zlib import crc32

from django.db import transaction

from shop.models import Variant
from tracking.sql import native_cursor

_DEARER: Final = Decimal("1.10")
_CHEAPER: Final = Decimal("0.93")
_CENT: Final = Decimal("0.01")


_COPY: Final = "COPY shop_pricehistory (variant_id, price, currency, since) FROM STDIN"


class _Sold(NamedTuple):
    """A variant, and the product it belongs to."""

    variant_id: int
    price: Decimal
    currency: str
    product: str
    listed: datetime


@transaction.atomic
def price_history_save(*, now: datetime) -> int:
    """Write a past for the variants that have none; return how many rows. The same variants get the same past."""
    variants = Variant.objects.filter(price_history__isnull=True).values_list(
        "pk", "price", "currency", "product__slug", "product__created_at"
    )
    made = 0
    with native_cursor() as cursor:
        # Read to the end before the connection writes.
        rows = [_Sold(*row) for row in variants]
        with cursor.copy(_COPY) as copy:
            for sold in rows:
                for price, since in _past(sold, now):
                    copy.write_row((sold.variant_id, price, sold.currency, since))
                    made += 1
    return made


def _past(sold: _Sold, now: datetime) -> Iterator[tuple[Decimal, datetime]]:
    listed = sold.listed
    steps = [(listed, Decimal(1))]
    # Variants of a product move together; most never changed.
    kind = crc32(sold.product.encode()) % 5
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
        yield (sold.price * factor).quantize(_CENT), since
