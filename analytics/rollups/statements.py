"""What each rollup counts, as the statement that counts it from a day's events.

``analytics_day`` is a temporary table: the events of one day of the store without those of programs and staff. All
rollups are made from it, so that they agree with each other and the wide table is read once.
"""

from typing import Final

DAY_EVENTS: Final = """
    CREATE TEMPORARY TABLE analytics_day ON COMMIT DROP AS
    SELECT occurred_at, message_id, event, subject, session_id, page_path, referrer_host, utm_source, utm_medium,
           utm_campaign, device, browser, locale, product_id, category, search_id, search_keyword, results_count,
           position, promotion_id, order_id, quantity, price, revenue, currency, scroll_percent, engaged_ms, properties
      FROM analytics_event
     WHERE occurred_at >= %(start)s AND occurred_at < %(stop)s AND NOT is_bot AND NOT is_staff
"""

# An order's lines, and what each brought.
_LINES: Final = """
    line AS (
        SELECT subject, order_id, occurred_at, item->>'product_id' AS product_id, item->>'name' AS name,
               item->>'category' AS category, item->>'promotion_id' AS promotion_id,
               (item->>'quantity')::bigint AS quantity,
               (item->>'quantity')::bigint * coalesce(nullif(item->>'price', '')::numeric, 0) AS revenue
          FROM analytics_day, jsonb_array_elements(properties->'products') AS item
         WHERE event = 'order_completed'
    )
"""

_SLOTS: Final = """
    INSERT INTO analytics_event_slot (slot, day, event, currency, events, units, revenue)
    SELECT date_bin('15 minutes', occurred_at, '2000-01-01 00:00Z'), %(day)s, event,
           CASE WHEN revenue IS NULL THEN '' ELSE coalesce(currency, '') END, count(*),
           coalesce(sum(quantity), 0), coalesce(sum(revenue), 0)
      FROM analytics_day GROUP BY 1, 3, 4
"""

_SESSIONS: Final = """
    INSERT INTO analytics_day_session (
        day, subject, session_id, started_at, ended_at, events, page_views, searches, product_views, adds, checkouts,
        orders, revenue, engaged_ms, entry_path, exit_path, referrer_host, utm_source, utm_medium, utm_campaign,
        device, browser, locale)
    WITH visit AS (
        SELECT subject, coalesce(session_id, '') AS session_id, min(occurred_at) AS started_at,
               max(occurred_at) AS ended_at, count(*) AS events,
               count(*) FILTER (WHERE event = 'page_viewed') AS page_views,
               count(*) FILTER (WHERE event = 'products_searched') AS searches,
               count(*) FILTER (WHERE event = 'product_viewed') AS product_views,
               count(*) FILTER (WHERE event = 'product_added') AS adds,
               count(*) FILTER (WHERE event = 'checkout_started') AS checkouts,
               count(*) FILTER (WHERE event = 'order_completed') AS orders,
               coalesce(sum(revenue) FILTER (WHERE event = 'order_completed'), 0) AS revenue,
               coalesce(sum(engaged_ms) FILTER (WHERE event = 'page_left'), 0) AS engaged_ms,
               coalesce(max(device), '') AS device, coalesce(max(browser), '') AS browser,
               coalesce(max(locale), '') AS locale
          FROM analytics_day WHERE subject IS NOT NULL GROUP BY 1, 2
    ), entry AS (
        SELECT DISTINCT ON (1, 2) subject, coalesce(session_id, '') AS session_id, page_path
          FROM analytics_day WHERE event = 'page_viewed' AND page_path IS NOT NULL
         ORDER BY 1, 2, occurred_at, message_id
    ), leaving AS (
        SELECT DISTINCT ON (1, 2) subject, coalesce(session_id, '') AS session_id, page_path
          FROM analytics_day WHERE event = 'page_viewed' AND page_path IS NOT NULL
         ORDER BY 1, 2, occurred_at DESC, message_id DESC
    ), source AS (
        SELECT DISTINCT ON (1, 2) subject, coalesce(session_id, '') AS session_id, referrer_host, utm_source,
               utm_medium, utm_campaign
          FROM analytics_day WHERE coalesce(referrer_host, utm_source, utm_medium, utm_campaign) IS NOT NULL
         ORDER BY 1, 2, occurred_at, message_id
    )
    SELECT %(day)s, subject, session_id, started_at, ended_at, events, page_views, searches, product_views, adds,
           checkouts, orders, revenue, engaged_ms, coalesce(entry.page_path, ''), coalesce(leaving.page_path, ''),
           coalesce(referrer_host, ''), coalesce(utm_source, ''), coalesce(utm_medium, ''),
           coalesce(utm_campaign, ''), device, browser, locale
      FROM visit LEFT JOIN entry USING (subject, session_id) LEFT JOIN leaving USING (subject, session_id)
      LEFT JOIN source USING (subject, session_id)
"""

_SEARCHES: Final = f"""
    INSERT INTO analytics_day_search (
        day, keyword, searches, people, zero_results, clicked, clicks, position_sum, to_cart, to_order)
    WITH {_LINES}, search AS (
        SELECT search_id, search_keyword AS keyword, subject, results_count,
               coalesce((properties->>'page')::int, 1) = 1 AS is_first
          FROM analytics_day WHERE event = 'products_searched' AND search_keyword IS NOT NULL
    ), click AS (
        SELECT search.keyword, c.subject, c.product_id, c.position, c.occurred_at
          FROM analytics_day c JOIN search USING (search_id) WHERE c.event = 'product_clicked'
    ), searched AS (
        SELECT keyword, count(*) FILTER (WHERE is_first) AS searches, count(DISTINCT subject) AS people,
               count(*) FILTER (WHERE is_first AND results_count = 0) AS zero_results FROM search GROUP BY 1
    ), clicked AS (
        SELECT keyword, count(DISTINCT subject) AS people, count(*) AS clicks, sum(position) AS position_sum
          FROM click GROUP BY 1
    ), carted AS (
        SELECT keyword, count(DISTINCT click.subject) AS people FROM click JOIN analytics_day a
            ON a.event = 'product_added' AND a.subject = click.subject AND a.product_id = click.product_id
               AND a.occurred_at >= click.occurred_at GROUP BY 1
    ), ordered AS (
        SELECT keyword, count(DISTINCT click.subject) AS people FROM click JOIN line
            ON line.subject = click.subject AND line.product_id = click.product_id
               AND line.occurred_at >= click.occurred_at GROUP BY 1
    )
    SELECT %(day)s, keyword, searches, searched.people, zero_results, coalesce(clicked.people, 0),
           coalesce(clicks, 0), coalesce(position_sum, 0), coalesce(carted.people, 0), coalesce(ordered.people, 0)
      FROM searched LEFT JOIN clicked USING (keyword) LEFT JOIN carted USING (keyword)
      LEFT JOIN ordered USING (keyword)
"""

_PRODUCTS: Final = f"""
    INSERT INTO analytics_day_product (
        day, product_id, name, category, views, people, clicks, adds, orders, units, revenue)
    WITH {_LINES}, seen AS (
        SELECT product_id, max(properties->>'name') AS name, max(category) AS category,
               count(*) FILTER (WHERE event = 'product_viewed') AS views,
               count(DISTINCT subject) FILTER (WHERE event = 'product_viewed') AS people,
               count(*) FILTER (WHERE event = 'product_clicked') AS clicks,
               coalesce(sum(quantity) FILTER (WHERE event = 'product_added'), 0) AS adds
          FROM analytics_day WHERE event IN ('product_viewed', 'product_clicked', 'product_added') GROUP BY 1
    ), sold AS (
        SELECT product_id, max(name) AS name, max(category) AS category, count(DISTINCT order_id) AS orders,
               sum(quantity) AS units, sum(revenue) AS revenue FROM line GROUP BY 1
    )
    SELECT %(day)s, product_id, coalesce(seen.name, sold.name, ''), coalesce(seen.category, sold.category, ''),
           coalesce(views, 0), coalesce(people, 0), coalesce(clicks, 0), coalesce(adds, 0), coalesce(orders, 0),
           coalesce(units, 0), coalesce(revenue, 0)
      FROM seen FULL JOIN sold USING (product_id) WHERE product_id IS NOT NULL
"""

_PROMOTIONS: Final = f"""
    INSERT INTO analytics_day_promotion (
        day, promotion_id, impressions, people, clicks, dismissals, orders, units, revenue)
    WITH {_LINES}, seen AS (
        SELECT promotion_id, count(*) FILTER (WHERE event = 'promotion_viewed') AS impressions,
               count(DISTINCT subject) FILTER (WHERE event = 'promotion_viewed') AS people,
               count(*) FILTER (WHERE event = 'promotion_clicked') AS clicks,
               count(*) FILTER (WHERE event = 'promotion_dismissed') AS dismissals
          FROM analytics_day WHERE promotion_id IS NOT NULL GROUP BY 1
    ), sold AS (
        SELECT promotion_id, count(DISTINCT order_id) AS orders, sum(quantity) AS units, sum(revenue) AS revenue
          FROM line WHERE promotion_id IS NOT NULL GROUP BY 1
    )
    SELECT %(day)s, promotion_id, coalesce(impressions, 0), coalesce(people, 0), coalesce(clicks, 0),
           coalesce(dismissals, 0), coalesce(orders, 0), coalesce(units, 0), coalesce(revenue, 0)
      FROM seen FULL JOIN sold USING (promotion_id)
"""

_PAGES: Final = """
    INSERT INTO analytics_day_page (
        day, page_path, views, people, leavings, engaged_ms, scrolled_25, scrolled_50, scrolled_75, scrolled_90,
        scrolled_100, rage_clicks, dead_clicks)
    SELECT %(day)s, page_path, count(*) FILTER (WHERE event = 'page_viewed'),
           count(DISTINCT subject) FILTER (WHERE event = 'page_viewed'),
           count(*) FILTER (WHERE event = 'page_left'),
           coalesce(sum(engaged_ms) FILTER (WHERE event = 'page_left'), 0),
           count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 25),
           count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 50),
           count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 75),
           count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 90),
           count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 100),
           count(*) FILTER (WHERE event = 'rage_click'), count(*) FILTER (WHERE event = 'dead_click')
      FROM analytics_day
     WHERE page_path IS NOT NULL AND event IN ('page_viewed', 'page_left', 'rage_click', 'dead_click')
     GROUP BY page_path
"""

ROLLUPS: Final[dict[str, str]] = {
    "analytics_event_slot": _SLOTS,
    "analytics_day_session": _SESSIONS,
    "analytics_day_search": _SEARCHES,
    "analytics_day_product": _PRODUCTS,
    "analytics_day_promotion": _PROMOTIONS,
    "analytics_day_page": _PAGES,
}
"""Table → the statement that fills it for ``day``."""
