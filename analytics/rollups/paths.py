"""The ways that visits took, from page to page."""

from typing import Final, LiteralString

from analytics.rollups.rollup import Rollup

# Single products, categories and orders are one page each, as /products/…; pages in another language stand by
# themselves, as /de/products/….
_PAGE: Final[LiteralString] = (
    r"regexp_replace(page_path, '^(/[a-z]{2})?/(products|categories|orders)/.+$', '\1/\2/…')"
)

# A page that is merely loaded again is no step. Visits that took the same way are one row; the longest ways are too
# long for an index, so rows are numbered. Paths are few and views many: each path is looked at once.
PATHS: Final = Rollup(
    "analytics_day_path",
    "day, number, pages, visits",
    f"""
    WITH viewed AS (
        SELECT day, session_id, occurred_at, message_id, page_path FROM analytics_day
         WHERE event = 'page_viewed' AND session_id IS NOT NULL AND page_path IS NOT NULL
    ), known AS MATERIALIZED (
        SELECT page_path, {_PAGE} AS page FROM (SELECT DISTINCT page_path FROM viewed) AS path
    ), turned AS (
        SELECT day, session_id, occurred_at, message_id, page, lag(page) OVER visit AS before
          FROM viewed JOIN known USING (page_path)
        WINDOW visit AS (PARTITION BY day, session_id ORDER BY occurred_at, message_id)
    ), way AS (
        SELECT day, array_agg(page ORDER BY occurred_at, message_id) AS pages
          FROM turned WHERE page IS DISTINCT FROM before GROUP BY day, session_id
    )
    SELECT day, row_number() OVER (PARTITION BY day ORDER BY pages), pages, count(*) FROM way GROUP BY day, pages
    """,
    ("page_viewed",),
)
