"""What is looked at, put into the cart and bought, by product and by category."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, LiteralString

from psycopg import sql

from analytics.reports.scope import Scope
from analytics.reports.sql import counted, rows
from analytics.reports.table import Chart, Kind, Result, Table, column
from analytics.rollups.rollup import Rollup
from analytics.rollups.sales import CATEGORIES, PRODUCTS

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


# People are many: they are put together of those that are shown only.
_STATEMENT: Final[LiteralString] = """
WITH {days}, summed AS (
    SELECT {key} AS name, sum(views)::bigint AS views, sum(adds)::bigint AS added, sum(orders)::bigint AS orders,
           sum(units)::bigint AS units, sum(revenue)::numeric(14,2) AS revenue, sum(returned)::bigint AS returned
    FROM {table} GROUP BY 1 HAVING sum(views + adds + orders + returned) > 0
    ORDER BY revenue DESC, views DESC, name LIMIT %(limit)s
), seen AS (
    SELECT {key} AS name, string_agg(viewers, '') AS viewers, string_agg(adders, '') AS adders
    FROM {table} WHERE {key} IN (SELECT name FROM summed) GROUP BY 1
)
SELECT name, views, viewers, adders, added, orders, units, revenue, returned, NULL, units::float8 / nullif(added, 0)
FROM summed JOIN seen USING (name) ORDER BY revenue DESC, views DESC, name
"""


def report(scope: Scope) -> Products:
    """Return what the period's visitors did with products and categories."""
    return Products(
        products=_sold(scope, "products", "Products", PRODUCTS, "product_id"),
        categories=_sold(scope, "categories", "Categories", CATEGORIES, "category"),
    )


def _sold(scope: Scope, name: str, title: str, rollup: Rollup, key: str) -> Table[Sold]:
    parts = {
        "days": counted(scope, rollup),
        "table": sql.Identifier(rollup.table),
        "key": sql.Identifier(key),
    }
    found = (
        replace(row, view_to_cart=row.adders / row.viewers if row.viewers else None)
        for row in rows(Sold, _STATEMENT, scope, parts=parts, limit=LIMIT)
    )
    return Table(name, title, Sold, tuple(found), Chart.BARS)
