"""Counting what is bought together, from the orders of a year.

Ranked by the cosine of two products' orders, n(a,b) / sqrt(n(a) n(b)), as item-to-item filtering does: B. Sarwar et
al., "Item-based collaborative filtering recommendation algorithms", WWW 10 (2001); G. Linden, B. Smith, J. York,
"Amazon.com recommendations", IEEE Internet Computing 7 (2003). A pair counts only from ``SUPPORT`` orders on, and when
it is more frequent than chance would have it (lift n(a,b) N / (n(a) n(b)) above 1: S. Brin et al., "Dynamic itemset
counting and implication rules for market basket data", SIGMOD 1997), so that what everybody buys goes with nothing.

Erased people's orders count as all others: they stay as business records that name nobody, and a pair names nobody.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

WINDOW: Final = timedelta(days=365)
SUPPORT: Final = 3
KEPT: Final = 12
"""So many others a product: some will be in the cart already, or sold out."""
LARGEST: Final = 40
"""Who orders more different products than this at once is a reseller, and says nothing of what goes with what."""

_COUNT: Final = """
    WITH bought AS MATERIALIZED (
        SELECT line.order_id, line.product_number AS product
          FROM shop_orderline line
          JOIN shop_order ON shop_order.id = line.order_id
          JOIN shop_product ON shop_product.id = line.product_number
         WHERE shop_order.created_at > %(since)s AND shop_order.created_at <= %(now)s
           AND shop_order.status <> 'refunded'
         GROUP BY 1, 2
    ), baskets AS MATERIALIZED (
        SELECT order_id, product FROM bought
         WHERE order_id IN (SELECT order_id FROM bought GROUP BY 1 HAVING count(*) <= %(largest)s)
    ), single AS (
        SELECT product, count(*)::float AS orders FROM baskets GROUP BY 1
    ), pair AS (
        SELECT one.product, two.product AS other, count(*) AS orders
          FROM baskets one JOIN baskets two ON two.order_id = one.order_id AND two.product <> one.product
         GROUP BY 1, 2
        HAVING count(*) >= %(support)s
    ), scored AS (
        SELECT pair.product, pair.other, pair.orders,
               pair.orders / sqrt(a.orders * b.orders) AS cosine,
               pair.orders * (SELECT count(DISTINCT order_id) FROM baskets) / (a.orders * b.orders) AS lift
          FROM pair
          JOIN single a ON a.product = pair.product
          JOIN single b ON b.product = pair.other
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY product ORDER BY cosine DESC, orders DESC, other) AS place
          FROM scored
         WHERE lift > 1
    )
    INSERT INTO shop_productpair (product_id, other_id, orders, cosine, lift)
    SELECT product, other, orders, cosine, lift FROM ranked WHERE place <= %(kept)s
"""


@transaction.atomic
def pairs_count(*, now: datetime) -> int:
    """Count the whole table anew from the orders until ``now``; return how many pairs it has. Readers see the old one
    until it is done."""
    with connection.cursor() as cursor:
        # Two at once would each delete what they see and insert the same again.
        cursor.execute("LOCK TABLE shop_productpair IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM shop_productpair")
        cursor.execute(
            _COUNT,
            {"since": now - WINDOW, "now": now, "support": SUPPORT, "largest": LARGEST, "kept": KEPT},
        )
        return int(cursor.rowcount)
