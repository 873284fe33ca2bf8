"""What is looked at, put into the cart and bought, by product and by category."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, LiteralString

from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import rows
from analytics.reports.table import Chart, Kind, Result, Table, column

LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Sold:
    """One product, or one category."""

    name: str = column("Name", Kind.TEXT)
    views: int = column("Views", Kind.COUNT)
    viewers: int = column("Viewers", Kind.COUNT, "Different people who looked.")
    adders: int = column("Added by", Kind.COUNT, "Different people who put it into the cart.")
    added: int = column("Units added", Kind.COUNT)
    orders: int = column("Orders", Kind.COUNT)
    units: int = column("Units sold", Kind.COUNT)
    revenue: Decimal = column("Revenue", Kind.MONEY, "Price × quantity of the lines, before a coupon.")
    returned: int = column("Units returned", Kind.COUNT)
    view_to_cart: float | None = column("View to cart", Kind.PERCENT, "Added by ÷ viewers.")
    cart_to_order: float | None = column("Cart to order", Kind.PERCENT, "Units sold ÷ units added.")


@dataclass(frozen=True, slots=True)
class Products(Result):
    """By revenue, then by views; ``LIMIT`` rows at most."""

    products: Table[Sold]
    categories: Table[Sold]


_STATEMENT: Final[LiteralString] = """
WITH e AS MATERIALIZED (
    SELECT e.event, e.subject, {column} AS name, e.quantity, e.order_id, e.properties
    FROM analytics_event e
    WHERE {scope} AND e.event IN ('product_viewed', 'product_added', 'order_completed', 'order_refunded')
), lines AS (
    SELECT e.event, e.order_id, line ->> {key} AS name, (line ->> 'quantity')::int AS quantity,
           (line ->> 'price')::numeric AS price
    FROM e CROSS JOIN jsonb_array_elements(e.properties -> 'products') AS line
    WHERE e.event IN ('order_completed', 'order_refunded')
), seen AS (
    SELECT name, count(*) FILTER (WHERE event = 'product_viewed') AS views,
           count(DISTINCT subject) FILTER (WHERE event = 'product_viewed') AS viewers,
           count(DISTINCT subject) FILTER (WHERE event = 'product_added') AS adders,
           coalesce(sum(quantity) FILTER (WHERE event = 'product_added'), 0) AS added
    FROM e WHERE event IN ('product_viewed', 'product_added') GROUP BY name
), sold AS (
    SELECT name, count(DISTINCT order_id) FILTER (WHERE event = 'order_completed') AS orders,
           coalesce(sum(quantity) FILTER (WHERE event = 'order_completed'), 0) AS units,
           coalesce(sum(quantity * price) FILTER (WHERE event = 'order_completed'), 0)::numeric(14,2) AS revenue,
           coalesce(sum(quantity) FILTER (WHERE event = 'order_refunded'), 0) AS returned
    FROM lines GROUP BY name
)
SELECT coalesce(name, '') AS name, coalesce(views, 0) AS views, coalesce(viewers, 0), coalesce(adders, 0),
       coalesce(added, 0), coalesce(orders, 0), coalesce(units, 0), coalesce(revenue, 0)::numeric(14,2) AS revenue,
       coalesce(returned, 0), adders::float8 / nullif(viewers, 0), coalesce(units, 0)::float8 / nullif(added, 0)
FROM seen FULL JOIN sold USING (name)
ORDER BY revenue DESC, views DESC, name LIMIT %(limit)s
"""


def report(scope: Scope) -> Products:
    """Return what the period's visitors did with products and categories."""
    return Products(
        products=_sold(scope, "products", "Products", "product_id"),
        categories=_sold(scope, "categories", "Categories", "category"),
    )


def _sold(scope: Scope, name: str, title: str, key: str) -> Table[Sold]:
    parts = {"column": sql.Identifier("e", key), "key": sql.Literal(key)}
    return Table(name, title, Sold, rows(Sold, _STATEMENT, scope, parts=parts, limit=LIMIT), Chart.BARS)
