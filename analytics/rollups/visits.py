"""Visits, and what was seen in them."""

from typing import Final, LiteralString

from analytics.packed import people, values, whole_values
from analytics.rollups.rollup import FIRST_PAGE, Rollup

_EVERYBODY: Final[LiteralString] = people("true")
_READERS: Final[LiteralString] = people("event = 'page_viewed'")
_SENDERS: Final[LiteralString] = people("true")
_VITALS: Final[LiteralString] = "lcp_ms, inp_ms, cls, fcp_ms, ttfb_ms"
# A percentile of many days needs every value; all but one are milliseconds.
_FELT: Final[LiteralString] = ", ".join(
    (values if name == "cls" else whole_values)(
        "(properties->>'" + name + "')::float8", "event = 'web_vitals'"
    )
    + (" AS " + name)
    for name in _VITALS.split(", ")
)

SLOTS: Final = Rollup(
    "analytics_event_slot",
    "slot, day, event, currency, events, units, revenue",
    """
    SELECT date_bin('15 minutes', occurred_at, '2000-01-01 00:00Z') AS slot, day, event,
           CASE WHEN revenue IS NULL THEN '' ELSE coalesce(currency, '') END AS paid_in, count(*),
           coalesce(sum(quantity), 0), coalesce(sum(revenue), 0)
      FROM analytics_day GROUP BY 1, 2, 3, 4
    """,
)

# The store's day in one row. A visit ends at midnight, so visits add up. Whose each event was is many: that is made
# short before it is sorted into a set.
TOTALS: Final = Rollup(
    "analytics_day_total",
    "day, visits, bounced, ordered, visited_pages, engaged_ms, page_views, searches, product_views, added, orders,"
    " revenue, refunded, visitors",
    f"""
    WITH visit AS (
        SELECT day, session_id, count(*) FILTER (WHERE event = 'page_viewed') AS pages,
               bool_or(event = 'order_completed') AS ordered,
               coalesce(sum(engaged_ms) FILTER (WHERE event = 'page_left'), 0) AS engaged
          FROM analytics_day WHERE session_id IS NOT NULL GROUP BY 1, 2
    ), visits AS (
        SELECT day, count(*) AS visits, count(*) FILTER (WHERE pages = 1) AS bounced,
               count(*) FILTER (WHERE ordered) AS ordered, sum(pages) AS pages, sum(engaged) AS engaged
          FROM visit GROUP BY 1
    ), figures AS (
        SELECT day, count(*) FILTER (WHERE event = 'page_viewed') AS page_views,
               count(*) FILTER (WHERE event = 'products_searched' AND {FIRST_PAGE}) AS searches,
               count(*) FILTER (WHERE event = 'product_viewed') AS product_views,
               coalesce(sum(quantity) FILTER (WHERE event = 'product_added'), 0) AS added,
               count(*) FILTER (WHERE event = 'order_completed') AS orders,
               coalesce(sum(revenue) FILTER (WHERE event = 'order_completed'), 0) AS revenue,
               coalesce(sum(abs(revenue)) FILTER (WHERE event = 'order_refunded'), 0) AS refunded
          FROM analytics_day GROUP BY 1
    ), seen AS (
        SELECT day, {_EVERYBODY} AS visitors
          FROM (SELECT DISTINCT day, person FROM analytics_day WHERE session_id IS NOT NULL) AS visitor GROUP BY 1
    )
    SELECT day, coalesce(visits, 0), coalesce(bounced, 0), coalesce(ordered, 0), coalesce(pages, 0),
           coalesce(engaged, 0), page_views, searches, product_views, added, orders, revenue, refunded,
           coalesce(visitors, '')
      FROM figures LEFT JOIN visits USING (day) LEFT JOIN seen USING (day)
    """,
)


SESSIONS: Final = Rollup(
    "analytics_day_session",
    "day, subject, session_id, started_at, ended_at, events, page_views, searches, product_views, adds, checkouts,"
    " orders, revenue, engaged_ms, entry_path, exit_path, referrer_host, utm_source, utm_medium, utm_campaign, device,"
    " browser, locale",
    """
    WITH visit AS (
        SELECT day, subject, coalesce(session_id, '') AS session_id, min(occurred_at) AS started_at,
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
          FROM analytics_day WHERE subject IS NOT NULL GROUP BY 1, 2, 3
    ), seen AS (
        SELECT day, subject, coalesce(session_id, '') AS session_id,
               array_agg(page_path ORDER BY occurred_at, message_id) AS pages
          FROM analytics_day WHERE event = 'page_viewed' AND page_path IS NOT NULL AND subject IS NOT NULL
         GROUP BY 1, 2, 3
    ), source AS (
        SELECT DISTINCT ON (1, 2, 3) day, subject, coalesce(session_id, '') AS session_id, referrer_host, utm_source,
               utm_medium, utm_campaign
          FROM analytics_day WHERE coalesce(referrer_host, utm_source, utm_medium, utm_campaign) IS NOT NULL
         ORDER BY 1, 2, 3, occurred_at, message_id
    )
    SELECT day, subject, session_id, started_at, ended_at, events, page_views, searches, product_views, adds,
           checkouts, orders, revenue, engaged_ms, coalesce(pages[1], ''), coalesce(pages[cardinality(pages)], ''),
           coalesce(referrer_host, ''), coalesce(utm_source, ''), coalesce(utm_medium, ''),
           coalesce(utm_campaign, ''), device, browser, locale
      FROM visit LEFT JOIN seen USING (day, subject, session_id) LEFT JOIN source USING (day, subject, session_id)
    """,
)

PAGES: Final = Rollup(
    "analytics_day_page",
    "day, page_path, views, people, entries, exits, leavings, engaged_ms, scrolled, scrolled_25, scrolled_50,"
    " scrolled_75, scrolled_90, scrolled_100, rage_clicks, dead_clicks, visitors,"
    " measured, lcp_ms, inp_ms, cls, fcp_ms, ttfb_ms",
    f"""
    WITH visit AS (
        SELECT day, array_agg(page_path ORDER BY occurred_at, message_id) AS pages
          FROM analytics_day WHERE event = 'page_viewed' AND session_id IS NOT NULL GROUP BY day, session_id
    ), entered AS (SELECT day, pages[1] AS page_path, count(*) AS entries FROM visit GROUP BY 1, 2),
    left_at AS (SELECT day, pages[cardinality(pages)] AS page_path, count(*) AS exits FROM visit GROUP BY 1, 2),
    seen AS (
        SELECT day, page_path, count(*) FILTER (WHERE event = 'page_viewed') AS views,
               count(*) FILTER (WHERE event = 'page_left') AS leavings,
               coalesce(sum(engaged_ms) FILTER (WHERE event = 'page_left'), 0) AS engaged_ms,
               coalesce(sum(scroll_percent) FILTER (WHERE event = 'page_left'), 0) AS scrolled,
               count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 25) AS scrolled_25,
               count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 50) AS scrolled_50,
               count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 75) AS scrolled_75,
               count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 90) AS scrolled_90,
               count(*) FILTER (WHERE event = 'page_left' AND scroll_percent >= 100) AS scrolled_100,
               count(*) FILTER (WHERE event = 'rage_click') AS rage_clicks,
               count(*) FILTER (WHERE event = 'dead_click') AS dead_clicks, {_READERS} AS visitors,
               count(*) FILTER (WHERE event = 'web_vitals') AS measured, {_FELT}
          FROM analytics_day
         WHERE page_path IS NOT NULL
           AND event IN ('page_viewed', 'page_left', 'rage_click', 'dead_click', 'web_vitals')
         GROUP BY 1, 2
    )
    SELECT day, page_path, views, octet_length(visitors) / 8, coalesce(entries, 0), coalesce(exits, 0), leavings,
           engaged_ms, scrolled, scrolled_25, scrolled_50, scrolled_75, scrolled_90, scrolled_100, rage_clicks,
           dead_clicks, visitors, measured, {_VITALS}
      FROM seen LEFT JOIN entered USING (day, page_path) LEFT JOIN left_at USING (day, page_path)
    """,
    ("page_viewed", "page_left", "rage_click", "dead_click", "web_vitals"),
)

FORMS: Final = Rollup(
    "analytics_day_form",
    "day, form_id, page_path, submitted, senders",
    f"""
    SELECT day, coalesce(form_id, '') AS form, coalesce(page_path, '') AS path, count(*), {_SENDERS}
      FROM analytics_day WHERE event = 'form_submitted' GROUP BY 1, 2, 3
    """,
    ("form_submitted",),
)
