"""Counting what is bought together, from the orders of a year.

Ranked by the cosine of two products' orders, n(a,b) / sqrt(n(a) n(b)), as item-to-item filtering does: B. Sarwar et
al., "Item-based collaborative filtering recommendation algorithms", WWW 10 (2001); G. Linden, B. Smith, J. York,
"Amazon.com recommendations", IEEE Internet Computing 7 (2003). A pair counts only from ``SUPPORT`` orders on; when it
is more frequent than chance would have it (lift n(a,b) N / (n(a) n(b)) above 1: S. Brin et al., "Dynamic itemset
counting and implication rules for market basket data", SIGMOD 1997), so that what everybody buys goes with nothing; and
when chance would hardly ever do that (log-likelihood ratio of the two by two table: T. Dunning, "Accurate methods for
the statistics of surprise and coincidence", Computational Linguistics 19 (1993)).

Erased people's orders count as all others: they stay as business records that name nobody, and a pair names nobody.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

WINDOW: Final = timedelta(days=365)
SUPPORT: Final = 3
SURPRISE: Final = 10.83
"""The 99.9th percentile of chi-squared with one degree of freedom."""
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
               pair.orders * n / (a.orders * b.orders) AS lift,
               2 * (SELECT sum(seen * ln(seen / expected)) FROM (VALUES
                   (pair.orders::float, a.orders * b.orders / n),
                   (a.orders - pair.orders, a.orders * (n - b.orders) / n),
                   (b.orders - pair.orders, (n - a.orders) * b.orders / n),
                   (n - a.orders - b.orders + pair.orders, (n - a.orders) * (n - b.orders) / n)
               ) AS cell (seen, expected) WHERE seen > 0) AS surprise
          FROM pair
          JOIN single a ON a.product = pair.product
          JOIN single b ON b.product = pair.other
         CROSS JOIN (SELECT count(DISTINCT order_id)::float AS n FROM baskets) AS every
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY product ORDER BY cosine DESC, orders DESC, other) AS place
          FROM scored
         WHERE lift > 1 AND surprise >= %(surprise)s
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
        least = {"support": SUPPORT, "surprise": SURPRISE, "largest": LARGEST, "kept": KEPT}
        cursor.execute(_COUNT, {"since": now - WINDOW, "now": now, **least})
        return int(cursor.rowcount)
