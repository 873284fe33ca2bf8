"""What was searched for, looked at and bought."""

from typing import Final, LiteralString

from analytics.packed import people
from analytics.rollups.rollup import FIRST_PAGE, LINES, Rollup

_SEARCHED: Final[LiteralString] = people("true")
_VIEWED: Final[LiteralString] = people("event = 'product_viewed'")
_ADDED: Final[LiteralString] = people("event = 'product_added'")
_SEEN: Final[LiteralString] = people("event = 'promotion_viewed'")

# Every page of results has a ``search_id`` of its own, by which its clicks name it; they all belong to the search that
# the same visit began with the first page. What is bought by a visitor who had clicked it in a search is owed to it.
_SEARCHES: Final[LiteralString] = f"""
    WITH {LINES}, result AS (
        SELECT day, coalesce(search_keyword, '') AS keyword, coalesce(subject, '') AS who, person,
               coalesce(session_id, '') AS visit, search_id, results_count,
               count(*) FILTER (WHERE {FIRST_PAGE}) OVER (
                   PARTITION BY day, search_keyword, subject, session_id ORDER BY occurred_at, message_id) AS number
          FROM analytics_day WHERE event = 'products_searched'
    ), search AS (
        SELECT day, keyword, person, visit, number, bool_or(results_count = 0) AS nothing
          FROM result WHERE number > 0 GROUP BY 1, 2, 3, 4, 5
    ), click AS (
        SELECT r.day, r.keyword, r.who, r.visit, r.number, c.subject, c.product_id, min(c.occurred_at) AS at,
               count(*) AS clicks, array_agg(c.position) FILTER (WHERE c.position IS NOT NULL) AS positions
          FROM (SELECT DISTINCT day, keyword, who, visit, number, search_id FROM result WHERE number > 0) r
          JOIN analytics_day c ON c.search_id = r.search_id AND c.day = r.day AND c.event = 'product_clicked'
         GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), added AS (
        SELECT day, subject, product_id, max(occurred_at) AS at FROM analytics_day
         WHERE event = 'product_added' GROUP BY 1, 2, 3
    ), bought AS (
        SELECT day, subject, product_id, max(occurred_at) AS at FROM line
         WHERE event = 'order_completed' GROUP BY 1, 2, 3
    ), led AS (
        SELECT c.day, c.keyword, c.who, c.visit, c.number, sum(c.clicks) AS clicks,
               bool_or(a.at > c.at) AS carted, bool_or(b.at > c.at) AS ordered
          FROM click c
          LEFT JOIN added a ON a.day = c.day AND a.subject = c.subject AND a.product_id = c.product_id
          LEFT JOIN bought b ON b.day = c.day AND b.subject = c.subject AND b.product_id = c.product_id
         GROUP BY 1, 2, 3, 4, 5
    ), owed AS (
        SELECT day, keyword, count(*) AS clicked, sum(clicks) AS clicks, count(*) FILTER (WHERE carted) AS to_cart,
               count(*) FILTER (WHERE ordered) AS to_order FROM led GROUP BY 1, 2
    ), place AS (
        SELECT day, keyword, array_agg(position ORDER BY position) AS positions
          FROM click, unnest(positions) AS position GROUP BY 1, 2
    ), made AS (
        SELECT day, keyword, count(*) AS searches, count(*) FILTER (WHERE nothing) AS zero_results,
               {_SEARCHED} AS searchers
          FROM search GROUP BY 1, 2
    )
    SELECT day, keyword, searches, octet_length(searchers) / 8, zero_results, coalesce(clicked, 0), coalesce(clicks, 0),
           coalesce((SELECT sum(n) FROM unnest(positions) AS n), 0), coalesce(to_cart, 0), coalesce(to_order, 0),
           searchers, coalesce(positions, ARRAY[]::integer[])
      FROM made LEFT JOIN owed USING (day, keyword) LEFT JOIN place USING (day, keyword)
"""

SEARCHES: Final = Rollup(
    "analytics_day_search",
    "day, keyword, searches, people, zero_results, clicked, clicks, position_sum, to_cart, to_order, searchers,"
    " positions",
    _SEARCHES,
    ("products_searched", "product_clicked", "product_added", "order_completed"),
)


def _sold(key: LiteralString) -> LiteralString:
    return f"""
    WITH {LINES}, seen AS (
        SELECT day, {key} AS key, max(properties->>'name') AS name, max(category) AS category,
               count(*) FILTER (WHERE event = 'product_viewed') AS views,
               count(*) FILTER (WHERE event = 'product_clicked') AS clicks,
               coalesce(sum(quantity) FILTER (WHERE event = 'product_added'), 0) AS adds,
               {_VIEWED} AS viewers, {_ADDED} AS adders
          FROM analytics_day
         WHERE event IN ('product_viewed', 'product_clicked', 'product_added') AND {key} IS NOT NULL GROUP BY 1, 2
    ), sold AS (
        SELECT day, {key} AS key, max(name) AS name, max(category) AS category,
               count(DISTINCT order_id) FILTER (WHERE event = 'order_completed') AS orders,
               coalesce(sum(quantity) FILTER (WHERE event = 'order_completed'), 0) AS units,
               coalesce(sum(revenue) FILTER (WHERE event = 'order_completed'), 0) AS revenue,
               coalesce(sum(quantity) FILTER (WHERE event = 'order_refunded'), 0) AS returned
          FROM line WHERE {key} IS NOT NULL GROUP BY 1, 2
    )
    SELECT day, key, coalesce(seen.name, sold.name, ''), coalesce(seen.category, sold.category, ''),
           coalesce(views, 0), coalesce(octet_length(viewers) / 8, 0), coalesce(clicks, 0), coalesce(adds, 0),
           coalesce(orders, 0), coalesce(units, 0), coalesce(revenue, 0), coalesce(returned, 0),
           coalesce(viewers, ''), coalesce(adders, '')
      FROM seen FULL JOIN sold USING (day, key)
    """


_SALES: Final[LiteralString] = (
    "name, category, views, people, clicks, adds, orders, units, revenue, returned, viewers, adders"
)
_SELLING: Final = ("product_viewed", "product_clicked", "product_added", "order_completed", "order_refunded")

PRODUCTS: Final = Rollup("analytics_day_product", "day, product_id, " + _SALES, _sold("product_id"), _SELLING)
# An order with two products of a category is one order of that category: it can't be added up from the products.
CATEGORIES: Final = Rollup(
    "analytics_day_category",
    "day, category, views, people, clicks, adds, orders, units, revenue, returned, viewers, adders",
    "SELECT day, key, views, people, clicks, adds, orders, units, revenue, returned, viewers, adders FROM ("
    + _sold("category")
    + ") AS found (day, key, name, category, views, people, clicks, adds, orders, units, revenue, returned, viewers,"
    " adders)",
    _SELLING,
)

PROMOTIONS: Final = Rollup(
    "analytics_day_promotion",
    "day, promotion_id, impressions, people, clicks, dismissals, orders, units, revenue, viewers",
    f"""
    WITH {LINES}, seen AS (
        SELECT day, promotion_id, count(*) FILTER (WHERE event = 'promotion_viewed') AS impressions,
               count(*) FILTER (WHERE event = 'promotion_clicked') AS clicks,
               count(*) FILTER (WHERE event = 'promotion_dismissed') AS dismissals, {_SEEN} AS viewers
          FROM analytics_day WHERE promotion_id IS NOT NULL
           AND event IN ('promotion_viewed', 'promotion_clicked', 'promotion_dismissed') GROUP BY 1, 2
    ), sold AS (
        SELECT day, promotion_id, count(DISTINCT order_id) AS orders, sum(quantity) AS units, sum(revenue) AS revenue
          FROM line WHERE promotion_id IS NOT NULL AND event = 'order_completed' GROUP BY 1, 2
    )
    SELECT day, promotion_id, coalesce(impressions, 0), coalesce(octet_length(viewers) / 8, 0), coalesce(clicks, 0),
           coalesce(dismissals, 0), coalesce(orders, 0), coalesce(units, 0), coalesce(revenue, 0),
           coalesce(viewers, '')
      FROM seen FULL JOIN sold USING (day, promotion_id)
    """,
    ("promotion_viewed", "promotion_clicked", "promotion_dismissed", "order_completed"),
)

EXPOSURES: Final = Rollup(
    "analytics_day_exposure",
    "day, subject, deals, began_at",
    """
    SELECT day, subject, properties->>'deals' AS deals, min(occurred_at)
      FROM analytics_day
     WHERE event = 'page_viewed' AND subject IS NOT NULL AND properties->>'deals' IN ('personal', 'held_out')
     GROUP BY 1, 2, 3
    """,
    ("page_viewed",),
)

ORDERS: Final = Rollup(
    "analytics_day_order",
    "day, number, person, ordered_at, revenue",
    """
    SELECT day, row_number() OVER (PARTITION BY day ORDER BY occurred_at, message_id), hashtextextended(subject, 0),
           occurred_at, coalesce(revenue, 0)
      FROM analytics_day WHERE event = 'order_completed'
    """,
    ("order_completed",),
)
