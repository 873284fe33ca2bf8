"""The events of the store: flat, frozen, typed. Each docstring says when the event is emitted.

Names follow Segment's e-commerce specification and GA4. A view fills an event's own fields; the common ones
are filled by ``tracking.api.track``. Unknown fields are ignored when reading, so a newer producer never breaks
an older consumer.
"""

from typing import Any, ClassVar, Final

import msgspec

from tracking import topics
from tracking.topics import Topic


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event"):
    """What every event carries. ``date``, ``sent_at`` and ``received_at`` are milliseconds since 1970, UTC."""

    topic: ClassVar[Topic]
    names_someone: ClassVar[bool] = True
    """Whether the event must say whose it is; what the store itself must record may come from nobody known."""

    # A factory, not a plain default: omit_defaults would leave the version out of the message.
    schema_version: int = msgspec.field(default_factory=lambda: 1)
    message_id: str = ""
    date: int = 0
    sent_at: int | None = None
    received_at: int | None = None
    anonymous_id: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    page_view_id: str | None = None
    page_url: str = ""
    page_title: str | None = None
    referrer: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None
    user_agent: str | None = None
    ip: str | None = None
    locale: str | None = None
    timezone: str | None = None
    viewport: str | None = None
    consent: str | None = None
    is_bot: bool = False
    is_staff: bool = False
    properties: dict[str, Any] = msgspec.field(default_factory=dict)


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
    """A whole page was served to a visitor (fragments don't count)."""

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


class ProductAdded(Event, tag="product_added", frozen=True, kw_only=True, omit_defaults=True):
    """A product was put into the cart, or more of it. ``quantity`` is how many were added, ``price`` of one."""

    topic = topics.COMMERCE

    product_id: str
    sku: str = ""
    name: str = ""
    category: str = ""
    brand: str = ""
    price: str = ""
    currency: str = ""
    quantity: int = 1


class ProductRemoved(Event, tag="product_removed", frozen=True, kw_only=True, omit_defaults=True):
    """A product was taken out of the cart, or fewer of it wanted. ``quantity`` is how many were taken out."""

    topic = topics.COMMERCE

    product_id: str
    sku: str = ""
    name: str = ""
    category: str = ""
    brand: str = ""
    price: str = ""
    currency: str = ""
    quantity: int = 1


class OrderedProduct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a cart or an order. ``price`` is what one costs, the promotion's reduction taken off."""

    product_id: str
    sku: str
    name: str
    variant: str = ""
    category: str = ""
    brand: str = ""
    price: str
    quantity: int
    promotion_id: int | None = None


class CartViewed(Event, tag="cart_viewed", frozen=True, kw_only=True, omit_defaults=True):
    """The cart's page was served, with something in it."""

    topic = topics.COMMERCE

    products: list[OrderedProduct] = []
    total: str = ""
    currency: str = ""


class CheckoutStarted(Event, tag="checkout_started", frozen=True, kw_only=True, omit_defaults=True):
    """The checkout's form was served; a form that comes back with errors is no second start."""

    topic = topics.COMMERCE

    products: list[OrderedProduct] = []
    total: str = ""
    currency: str = ""
    coupon: str | None = None


class CouponApplied(Event, tag="coupon_applied", frozen=True, kw_only=True, omit_defaults=True):
    """A code was typed into the cart and holds. ``discount`` is what it takes off just now."""

    topic = topics.COMMERCE

    coupon: str
    discount: str = ""
    currency: str = ""


class CouponDenied(Event, tag="coupon_denied", frozen=True, kw_only=True, omit_defaults=True):
    """A code was typed into the cart and does not hold; ``reason`` is one of ``promotions.codes.Reason``."""

    topic = topics.COMMERCE

    coupon: str
    reason: str


class OrderCompleted(Event, tag="order_completed", frozen=True, kw_only=True, omit_defaults=True):
    """An order was placed. Made by the server only, in the order's own transaction.

    ``subtotal`` is the sum of the lines, ``discount`` what the coupon takes off it, ``total`` what was paid;
    ``savings`` is what promotions had taken off the lines before. Without consent it names no visitor, session,
    address or browser, only the account that ordered, if there is one.
    """

    topic = topics.COMMERCE
    names_someone = False

    order_id: str
    products: list[OrderedProduct]
    currency: str
    subtotal: str
    discount: str
    total: str
    savings: str = "0.00"
    coupon: str | None = None
    promotion_ids: list[int] = []


class SignedUp(Event, tag="signed_up", frozen=True, kw_only=True, omit_defaults=True):
    """An account was made."""

    topic = topics.FORM_SUBMISSIONS


class LoggedIn(Event, tag="logged_in", frozen=True, kw_only=True, omit_defaults=True):
    """A person logged in to an account."""

    topic = topics.FORM_SUBMISSIONS


class PromotionDismissed(Event, tag="promotion_dismissed", frozen=True, kw_only=True, omit_defaults=True):
    """A visitor closed a deal and will not be shown it again."""

    topic = topics.VISITORS

    promotion_id: int


class ActivityCleared(Event, tag="activity_cleared", frozen=True, kw_only=True, omit_defaults=True):
    """A person cleared what the store concluded from their activity. Made by the server only, through the outbox."""

    topic = topics.VISITORS


class ReviewWritten(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What the events about a review's words share. Not an event by itself.

    ``product_id`` is the product's slug, ``rating`` 1 to 5; ``revision`` counts the versions of the words, and a
    decision must name the one it is about.
    """

    topic = topics.REVIEWS

    review_id: str
    product_id: str
    revision: int
    rating: int
    text: str
    verified_purchase: bool = False


class ReviewSubmitted(ReviewWritten, tag="review_submitted", frozen=True, kw_only=True, omit_defaults=True):
    """A person reviewed a product. Made by the server only, through the outbox."""


class ReviewEdited(ReviewWritten, tag="review_edited", frozen=True, kw_only=True, omit_defaults=True):
    """The author changed stars or words, and the review is pending again. Made by the server only, through the
    outbox."""


class ReviewWithdrawn(Event, tag="review_withdrawn", frozen=True, kw_only=True, omit_defaults=True):
    """The author took the review back; it is gone. ``revision`` is the last there was. Made by the server only,
    through the outbox."""

    topic = topics.REVIEWS

    review_id: str
    product_id: str
    revision: int


EVENTS: Final[tuple[type[Event], ...]] = (
    ProductsSearched,
    PageViewed,
    ProductViewed,
    ProductListViewed,
    ProductAdded,
    ProductRemoved,
    CartViewed,
    CheckoutStarted,
    CouponApplied,
    CouponDenied,
    OrderCompleted,
    SignedUp,
    LoggedIn,
    PromotionDismissed,
    ActivityCleared,
    ReviewSubmitted,
    ReviewEdited,
    ReviewWithdrawn,
)


def event_name(event_type: type[Event]) -> str:
    """Return the name that stands in a message's ``event`` field."""
    return str(event_type.__struct_config__.tag)
