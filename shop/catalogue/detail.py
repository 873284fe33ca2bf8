"""What a product's own page shows."""

from dataclasses import dataclass
from typing import Final

from promotions.selectors import Offer
from shop.catalogue.cards import Card, card_of, item_of
from shop.models import Product, Variant
from shop.pricing.prices import Price, best_price

FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One variant: ``stock_level`` is ``none``, ``few`` or ``plenty``."""

    sku: str
    name: str
    price: Price
    stock_level: str
    stock_text: str


@dataclass(frozen=True, slots=True)
class Detail:
    card: Card
    choices: tuple[Choice, ...]

    @property
    def leading(self) -> Choice:
        """The variant whose price the page names first."""
        levels = {"plenty": 0, "few": 0, "none": 1}
        return min(self.choices, key=lambda choice: (levels[choice.stock_level], choice.price.now))


def stock_text(stock: int) -> tuple[str, str]:
    """Return the level and the words for it. Exact numbers only where they help to decide."""
    if stock == 0:
        return "none", "Sold out"
    if stock <= FEW:
        return "few", f"Only {stock} left"
    return "plenty", "In stock"


def detail_of(product: Product, offers: tuple[Offer, ...]) -> Detail:
    return Detail(
        card=card_of(product, offers),
        choices=tuple(_choice(product, variant, offers) for variant in product.variants.all()),
    )


def _choice(product: Product, variant: Variant, offers: tuple[Offer, ...]) -> Choice:
    level, text = stock_text(variant.stock)
    return Choice(
        sku=variant.sku,
        name=variant.name,
        price=best_price(item_of(product, variant), offers),
        stock_level=level,
        stock_text=text,
    )
