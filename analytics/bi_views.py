"""The views that business tools may read, and what each of their columns means.

They name nobody: a visitor is a word made from the subject, which tells one from another and leads to no account.
"""

from dataclasses import dataclass
from typing import Final

# 64 bits of a hash: enough to tell visitors apart, and of a random id nobody can guess what it was made of.
_VISITOR: Final = "left(encode(sha256(convert_to(subject, 'UTF8')), 'hex'), 16)"


@dataclass(frozen=True, slots=True)
class Column:
    """A view's column: what it is made of (by default the column of its name), and what it means."""

    name: str
    about: str
    source: str = ""

    @property
    def sql(self) -> str:
        return f"{self.source or self.name} AS {self.name}"


@dataclass(frozen=True, slots=True)
class View:
    """A view on one table. ``where`` leaves rows out."""

    name: str
    about: str
    table: str
    columns: tuple[Column, ...]
    where: str = ""

    @property
    def sql(self) -> str:
        """What the view selects. It reads with its owner's rights, so that the table stays closed."""
        listed = ", ".join(column.sql for column in self.columns)
        where = f" WHERE {self.where}" if self.where else ""
        return f"SELECT {listed} FROM {self.table}{where}"  # noqa: S608  (of our own)


_EVENTS: Final = View(
    "events",
    "Every event of people, one a row; programs and staff are left out.",
    "analytics_event",
    (
        Column("occurred_at", "when it happened, by the server's clock"),
        Column("loaded_at", "when the warehouse got it"),
        Column("event", "what happened; docs/events.md lists all"),
        Column("visitor", "tells one visitor from another; empty where nobody is known", _VISITOR),
        Column("session", "tells one visit from another", "md5(session_id)"),
        Column("page_path", "the page, without its query"),
        Column("referrer_host", "the site that led here; empty for the store itself"),
        Column("utm_source", "the campaign's source"),
        Column("utm_medium", "the campaign's medium"),
        Column("utm_campaign", "the campaign's name"),
        Column("device", "phone, tablet or desktop"),
        Column("browser", "the browser's family"),
        Column("locale", "the browser's first language"),
        Column("product_id", "the product, by its word in addresses"),
        Column("category", "the product's category"),
        Column("search_keyword", "what was searched for, in small letters, e-mail addresses taken out"),
        Column("results_count", "how many products the search found"),
        Column("position", "the place in a list, from 1"),
        Column("list_id", "the list: search, deals, category:…"),
        Column("promotion_id", "the promotion's number"),
        Column("order_id", "the order's number"),
        Column("quantity", "units; of an order, all its lines together"),
        Column("price", "of one unit"),
        Column("revenue", "what an order brought, or a refund returned"),
        Column("currency", "of price and revenue"),
        Column("scroll_percent", "how far the page was scrolled, 0 to 100"),
        Column("engaged_ms", "how long the page was really looked at, in milliseconds"),
        Column("form_id", "the form that was sent"),
    ),
    where="NOT is_bot AND NOT is_staff",
)


def _rollup(name: str, about: str, table: str, /, **columns: str) -> View:
    return View(name, about, table, tuple(Column(column, text) for column, text in columns.items()))


_DAY: Final = "the day, in the store's time zone"

VIEWS: Final[tuple[View, ...]] = (
    _EVENTS,
    View(
        "sessions",
        "Visits, one a row; a visit ends at midnight.",
        "analytics_day_session",
        (
            Column("day", _DAY),
            Column("visitor", "as in events", _VISITOR),
            Column("session", "as in events; empty for what belongs to no visit", "md5(nullif(session_id, ''))"),
            Column("started_at", "the first event"),
            Column("ended_at", "the last event"),
            *(
                Column(name, f"how many {what}")
                for name, what in {
                    "events": "events of any kind",
                    "page_views": "pages",
                    "searches": "searches, further pages of results too",
                    "product_views": "product pages",
                    "adds": "times something was put into the cart",
                    "checkouts": "times the checkout was begun",
                    "orders": "orders",
                }.items()
            ),
            Column("revenue", "what its orders brought"),
            Column("engaged_ms", "how long pages were really looked at, in milliseconds"),
            Column("entry_path", "the first page"),
            Column("exit_path", "the last page"),
            Column("referrer_host", "of the first event that names a source"),
            Column("utm_source", "of the same event"),
            Column("utm_medium", "of the same event"),
            Column("utm_campaign", "of the same event"),
            Column("device", "phone, tablet or desktop"),
            Column("browser", "the browser's family"),
            Column("locale", "the browser's first language"),
        ),
    ),
    _rollup(
        "searches", "What was searched for, one row a day and keyword.", "analytics_day_search",
        day=_DAY, keyword="in small letters, e-mail addresses taken out",
        searches="how often, without further pages of results", people="how many people",
        zero_results="how often nothing was found", clicked="searches with a click on a result",
        clicks="clicks on results",
        position_sum="sum of the places clicked; by clicks it is the mean place",
        to_cart="searches of which a clicked result was put into the cart the same day",
        to_order="searches of which a clicked result was bought the same day",
    ),
    _rollup(
        "products", "What became of products, one row a day and product.", "analytics_day_product",
        day=_DAY, product_id="the product, by its word in addresses", name="its name", category="its category",
        views="times its page was seen", people="people who saw it", clicks="clicks on it in lists",
        adds="units put into carts", orders="orders with it", units="units sold", revenue="what they brought",
        returned="units returned, on the day of the refund",
    ),
    _rollup(
        "promotions", "What became of promotions, one row a day and promotion.", "analytics_day_promotion",
        day=_DAY, promotion_id="the promotion's number", impressions="times it was in view",
        people="people who saw it", clicks="clicks on it", dismissals="times it was closed",
        orders="orders with a line that it reduced", units="units in those lines", revenue="what those lines brought",
    ),
    _rollup(
        "pages", "How pages were read, one row a day and page.", "analytics_day_page",
        day=_DAY, page_path="the page, without its query", views="times it was seen", people="people who saw it",
        entries="visits that began with it", exits="visits that ended with it",
        leavings="times it was left, as far as the browser could tell", engaged_ms="time looked at, all leavings",
        scrolled_25="leavings that had come at least to a quarter", scrolled_50="to a half",
        scrolled_75="to three quarters", scrolled_90="to nine tenths", scrolled_100="to the end",
        rage_clicks="bursts of impatient clicks", dead_clicks="clicks that did nothing",
    ),
    _rollup(
        "event_counts", "How often each event happened, by quarter of an hour.", "analytics_event_slot",
        slot="when the quarter begins", day=_DAY, event="what happened", currency="of the revenue; empty for none",
        events="how often", units="units in them", revenue="what orders brought, or refunds returned",
    ),
)  # fmt: skip
