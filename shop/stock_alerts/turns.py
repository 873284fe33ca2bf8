"""Whose turn it is to be told.

Stock comes back in many ways: by the admin's forms, an order that is taken back, an import, a hand in the database.
None of them tells anybody. Once a minute ``alerts_claim`` looks at the stock there is, so no way is forgotten.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from shop.models import StockAlert

PER_PIECE: Final = 3
"""So many people are told for each piece that is there: not everybody buys, and nobody should be told in vain."""
WAVE: Final = timedelta(days=1)
"""Who was not told goes on waiting, and is told that much later if there is still any."""
TOLD_KEPT: Final = timedelta(days=2)
"""How long a row stays after its mail: longer than ``WAVE``, which counts it."""

# The statement takes what it counts under one lock: two sweeps at once would both find the same room.
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('shop.stock_alerts', 0))"
_CLAIM: Final = """
    UPDATE shop_stockalert SET due_at = %(now)s
     WHERE id IN (
        SELECT id FROM (
            SELECT alert.id,
                   row_number() OVER (PARTITION BY alert.variant_id ORDER BY alert.confirmed_at, alert.id) AS place,
                   variant.stock::bigint * %(per_piece)s - (
                       SELECT count(*) FROM shop_stockalert told
                        WHERE told.variant_id = alert.variant_id AND told.due_at > %(wave)s
                   ) AS room
              FROM shop_stockalert alert
              JOIN shop_variant variant ON variant.id = alert.variant_id AND variant.stock > 0
              JOIN shop_product product ON product.id = variant.product_id AND product.is_active
             WHERE alert.due_at IS NULL AND alert.confirmed_at IS NOT NULL AND alert.expires_at > %(now)s
        ) AS waiting
         WHERE place <= room
     )
    RETURNING id
"""


@transaction.atomic
def alerts_claim(*, now: datetime) -> list[int]:
    """Say whose turn it is, who has waited longest first; return the alerts.

    For each piece that is there ``PER_PIECE`` people are told within ``WAVE``, however often this runs.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_CLAIM, {"now": now, "wave": now - WAVE, "per_piece": PER_PIECE})
        return [number for (number,) in cursor.fetchall()]


def alert_put_back(*, alert: StockAlert) -> None:
    """Let somebody whose turn had come go on waiting: it was sold out again before the mail left."""
    StockAlert.objects.filter(pk=alert.pk).update(due_at=None)


def alert_told(*, alert: StockAlert, now: datetime) -> None:
    """Note that the mail left; the row goes when nothing counts it any more."""
    StockAlert.objects.filter(pk=alert.pk).update(sent_at=now, expires_at=now + TOLD_KEPT)
