"""Cart, checkout and orders. Money is decimal text with a currency."""

from typing import Literal

import msgspec

from tracking import topics
from tracking.events.base import Event


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


class WishlistChanged(Event, tag="wishlist_changed", frozen=True, kw_only=True, omit_defaults=True):
    """A product was saved to the wishlist, taken off it, or moved from it into the cart; ``action`` says which.
    ``price`` is what it cost then."""

    topic = topics.COMMERCE

    action: Literal["added", "removed", "moved_to_cart"]
    product_id: str
    name: str = ""
    category: str = ""
    brand: str = ""
    price: str = ""
    currency: str = ""


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


class OrderRefunded(Event, tag="order_refunded", frozen=True, kw_only=True, omit_defaults=True):
    """An order was taken back as a whole and its money returned. Made by the server only, through the outbox.
    ``total`` is what was returned."""

    topic = topics.COMMERCE
    names_someone = False

    order_id: str
    products: list[OrderedProduct]
    currency: str
    total: str


class OrdersCounted(Event, tag="orders_counted", frozen=True, kw_only=True, omit_defaults=True):
    """What the shop's own table says of one day, so that whoever counts ``order_completed`` can tell whether any is
    missing. Made by the server, once a day for the day before.

    ``day`` is an ISO date in the store's time zone ``day_timezone``; ``total`` the sum of the orders' totals.
    """

    topic = topics.COMMERCE
    names_someone = False

    day: str
    day_timezone: str
    orders: int
    total: str
    currency: str
    refunds: int = 0
