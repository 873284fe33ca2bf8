"""What a thing costs under the promotions that run. Pure: no database, no clock.

At most one promotion counts for a line, the one that lowers its price the most; reductions never add up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from promotions.selectors import Offer

CENT: Final = Decimal("0.01")
TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Item:
    """What a promotion can aim at: ``categories`` are the slugs of the product's kind and its department."""

    product: str
    categories: frozenset[str]
    price: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Price:
    """``now`` is what the customer pays; ``before`` and ``offer`` are set only when that is less than usual."""

    now: Decimal
    currency: str
    before: Decimal | None = None
    offer: Offer | None = None

    @property
    def percent_off(self) -> int:
        """The reduction in whole percent. Rounded down, so that no more is promised than is given; but not for the
        fraction of a cent that rounding the price took (19.98 % is the 20 % it says)."""
        if not self.before:
            return 0
        return int(((self.before - self.now) * 100 / self.before).quantize(TENTH, rounding=ROUND_HALF_UP))


def is_covered(item: Item, offer: Offer) -> bool:
    """Whether ``offer`` names the item's product, its kind or its department, in the item's currency."""
    if offer.reward_amount is not None and offer.reward_currency != item.currency:
        return False
    return item.product in offer.products or not item.categories.isdisjoint(offer.categories)


def reduced(price: Decimal, offer: Offer) -> Decimal:
    """Return ``price`` under ``offer``: half cents round up, and nothing becomes free."""
    if offer.reward_percent is not None:
        lower = price * (100 - offer.reward_percent) / 100
    else:
        lower = price - (offer.reward_amount or 0)
    return max(lower.quantize(CENT, rounding=ROUND_HALF_UP), CENT)


def best_price(item: Item, offers: Iterable[Offer]) -> Price:
    """Return the item's price under the best of ``offers``; among equals the higher priority is named."""
    covering = [offer for offer in offers if is_covered(item, offer)]
    if covering:
        best = min(
            covering, key=lambda offer: (reduced(item.price, offer), -offer.priority, offer.promotion_id)
        )
        now = reduced(item.price, best)
        if now < item.price:
            return Price(now=now, currency=item.currency, before=item.price, offer=best)
    return Price(now=item.price, currency=item.currency)
