"""What visitors do: searches, clicks, scrolls, forms, page views."""

from typing import Any

from tracking import topics
from tracking.events.base import Event


class ProductsSearched(Event, tag="products_searched", frozen=True, kw_only=True, omit_defaults=True):
    """A visitor searched the store: sent with the first and every further page of results.

    ``categories`` are the slugs of the results' categories, ``page`` counts from 1.
    """

    topic = topics.SEARCHES

    search_keyword: str
    search_id: str | None = None
    results_count: int | None = None
    categories: list[str] = []
    filters: dict[str, Any] = {}
    sort: str | None = None
    page: int = 1


class PageViewed(Event, tag="page_viewed", frozen=True, kw_only=True, omit_defaults=True):
    """A whole page was served to a visitor (fragments don't count). The home page says in ``properties.deals`` whether
    they had ``personal`` deals or would have but were ``held_out``."""

    topic = topics.PAGE_VIEWS


class ProductViewed(Event, tag="product_viewed", frozen=True, kw_only=True, omit_defaults=True):
    """A product's own page was served. ``product_id`` is its slug, ``price`` decimal text."""

    topic = topics.PAGE_VIEWS

    product_id: str
    name: str = ""
    category: str = ""
    brand: str = ""
    price: str = ""
    currency: str = ""


class ProductListViewed(Event, tag="product_list_viewed", frozen=True, kw_only=True, omit_defaults=True):
    """A list of products was served: a category (``category:<slug>``) or the deals (``deals``)."""

    topic = topics.PAGE_VIEWS

    list_id: str
    products: list[str] = []


class SignedUp(Event, tag="signed_up", frozen=True, kw_only=True, omit_defaults=True):
    """An account was made."""

    topic = topics.FORM_SUBMISSIONS


class LoggedIn(Event, tag="logged_in", frozen=True, kw_only=True, omit_defaults=True):
    """A person logged in to an account."""

    topic = topics.FORM_SUBMISSIONS


class PageLeft(Event, tag="page_left", frozen=True, kw_only=True, omit_defaults=True):
    """A page was left or put away: closed, navigated from, hidden for good. Sent by the browser, once a page view.

    ``engaged_ms`` is the time the page was visible and its reader not idle, ``duration_ms`` the time since it was
    opened; both in milliseconds. ``max_scroll_percent`` is 0 to 100.
    """

    topic = topics.PAGE_VIEWS
    from_browser = True

    max_scroll_percent: int = 0
    engaged_ms: int = 0
    duration_ms: int = 0


class PromotionViewed(Event, tag="promotion_viewed", frozen=True, kw_only=True, omit_defaults=True):
    """A deal was really in view: at least half of it, for at least a second. Sent by the browser, once a page view.

    ``list_id`` names the place it stood in (``home``, ``deals``), ``position`` counts from 1.
    """

    topic = topics.PAGE_VIEWS
    from_browser = True

    promotion_id: int
    product_id: str | None = None
    list_id: str | None = None
    position: int | None = None


class WebVitals(Event, tag="web_vitals", frozen=True, kw_only=True, omit_defaults=True):
    """How a page felt, measured by the browser; sent once a page view, when the page is first hidden or left.

    Milliseconds, but for ``cls``, which has no unit (https://web.dev/articles/vitals). A value that the browser
    couldn't measure is missing.
    """

    topic = topics.PAGE_VIEWS
    from_browser = True

    lcp_ms: int | None = None
    inp_ms: int | None = None
    cls: float | None = None
    fcp_ms: int | None = None
    ttfb_ms: int | None = None


class ProductClicked(Event, tag="product_clicked", frozen=True, kw_only=True, omit_defaults=True):
    """A product in a list was clicked. Sent by the browser.

    ``list_id`` names the list (``search``, ``category:<slug>``, ``deals``, ``related``, …), ``search_id`` the search
    whose results it stood in, ``position`` its place there, counted from 1 over all pages of the list.
    """

    topic = topics.CLICKS
    from_browser = True

    product_id: str
    search_id: str | None = None
    list_id: str | None = None
    position: int | None = None


class PromotionClicked(Event, tag="promotion_clicked", frozen=True, kw_only=True, omit_defaults=True):
    """A deal was clicked. Sent by the browser. Fields as of ``promotion_viewed``."""

    topic = topics.CLICKS
    from_browser = True

    promotion_id: int
    product_id: str | None = None
    list_id: str | None = None
    position: int | None = None


class ElementClicked(Event, tag="element_clicked", frozen=True, kw_only=True, omit_defaults=True):
    """Anything else one can click was clicked: a link, a button, what carries ``data-track``. Sent by the browser.

    ``element`` is the ``data-track`` name, else a short path (``nav a``); ``text`` its label, at most 80 characters
    and never what somebody typed; ``href`` the path it leads to, without the query.
    """

    topic = topics.CLICKS
    from_browser = True

    element: str
    text: str | None = None
    href: str | None = None


class RageClick(Event, tag="rage_click", frozen=True, kw_only=True, omit_defaults=True):
    """Three clicks or more within 30 pixels, each less than a second after the one before. Sent by the browser, once
    a burst. ``x`` and ``y`` are pixels from the page's own top left corner."""

    topic = topics.CLICKS
    from_browser = True

    element: str
    clicks: int
    x: int | None = None
    y: int | None = None


class DeadClick(Event, tag="dead_click", frozen=True, kw_only=True, omit_defaults=True):
    """A click on something that looks clickable, after which the page neither changed nor moved. Sent by the
    browser."""

    topic = topics.CLICKS
    from_browser = True

    element: str
    x: int | None = None
    y: int | None = None


class PageScrolled(Event, tag="page_scrolled", frozen=True, kw_only=True, omit_defaults=True):
    """A page was scrolled past 25, 50, 75, 90 or 100 % for the first time, or left. Sent by the browser.

    ``percent`` is the mark passed, None when the page was left; ``max_scroll_percent`` the furthest so far, 0 to 100;
    ``engaged_ms`` the time so far that the page was visible and its reader not idle.
    """

    topic = topics.SCROLLS
    from_browser = True

    max_scroll_percent: int
    engaged_ms: int
    percent: int | None = None


class FormSubmitted(Event, tag="form_submitted", frozen=True, kw_only=True, omit_defaults=True):
    """A form was sent. Sent by the browser. ``form_id`` is its id or name, ``fields`` the names of its fields: what
    was typed never leaves the page."""

    topic = topics.FORM_SUBMISSIONS
    from_browser = True

    form_id: str
    fields: list[str] = []
