"""What the shop refuses. Each error's text is for the shopper.

ShopError
├── AddressBookFull    an account keeps as many addresses as it may
├── CannotAdd          a product does not go into the cart
├── CannotSave         a product does not go onto the wishlist
├── CannotAlert        nobody is told when a product is back
└── OrderRefused       a cart does not become an order
    ├── NothingToOrder     it is empty
    ├── OutOfStock         there is less than wanted; ``shortages`` says of what
    ├── TotalChanged       it does not come to what the shopper saw
    └── PaymentDeclined    the test payment was declined
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from promotions.money import money


class ShopError(Exception):
    """Base of the app's errors."""


class AddressBookFull(ShopError):
    def __init__(self, most: int) -> None:
        words = gettext("Your address book is full: it holds %(most)s. Delete one you don't need any more.")
        super().__init__(words % {"most": most})


class CannotAdd(ShopError):
    """The product is sold out, is not sold any more, or would be more than may be bought at once."""


class CannotSave(ShopError):
    """The product is not sold any more, or the list is full."""

    @classmethod
    def not_sold(cls) -> "CannotSave":
        return cls(gettext("This product is not sold any more."))

    @classmethod
    def full(cls, most: int) -> "CannotSave":
        return cls(
            gettext("Your wishlist is full: it holds %(most)d. Take something off it first.") % {"most": most}
        )


class CannotAlert(ShopError):
    """The product is not sold any more, can be had, or the person waits for too much."""

    @classmethod
    def not_sold(cls) -> "CannotAlert":
        return cls(gettext("This product is not sold any more."))

    @classmethod
    def in_stock(cls, name: str) -> "CannotAlert":
        return cls(gettext("%(name)s is back already: load the page again.") % {"name": name})

    @classmethod
    def too_many(cls, most: int) -> "CannotAlert":
        return cls(
            gettext("You are waiting for %(most)d things already, which is the most.") % {"most": most}
        )


class OrderRefused(ShopError):
    """Base: nothing was ordered and nothing was paid."""


class NothingToOrder(OrderRefused):
    def __init__(self) -> None:
        super().__init__(gettext("There is nothing in your cart."))


@dataclass(frozen=True, slots=True)
class Shortage:
    """``left`` of ``name`` are there, fewer than ``wanted``."""

    name: str
    wanted: int
    left: int

    @property
    def words(self) -> str:
        if not self.left:
            return gettext("%(name)s is sold out.") % {"name": self.name}
        words = ngettext(
            "Only %(left)s of %(name)s left, and you want %(wanted)s.",
            "Only %(left)s of %(name)s left, and you want %(wanted)s.",
            self.left,
        )
        return words % {"left": self.left, "name": self.name, "wanted": self.wanted}


class OutOfStock(OrderRefused):
    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(" ".join(shortage.words for shortage in shortages))
        self.shortages = tuple(shortages)


class TotalChanged(OrderRefused):
    def __init__(self, *, shown: Decimal, total: Decimal, currency: str) -> None:
        words = gettext(
            "Prices changed meanwhile: your order comes to %(total)s now, not %(shown)s. "
            "Look it over and order again."
        )
        super().__init__(words % {"total": money(total, currency), "shown": money(shown, currency)})
        self.total = total


class PaymentDeclined(OrderRefused):
    """``reason`` is the bank's word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
