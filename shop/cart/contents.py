"""What a cart comes to. Pure: lines with their prices, and sums."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from promotions.codes import CodeItem, Denial, Grant
from shop.models.orders import MAX_QUANTITY
from shop.pricing.prices import Price

DEFAULT_CURRENCY: Final = "EUR"


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one variant. ``stock`` is 0 as well when it is not sold any more; ``added_price`` is what one cost
    when it was put in."""

    variant_id: int
    product_id: int
    sku: str
    product: str
    name: str
    variant: str
    brand: str
    category: str
    categories: frozenset[str]
    url: str
    picture_url: str
    price: Price
    quantity: int
    stock: int
    added_price: Decimal

    @property
    def total(self) -> Decimal:
        return self.price.now * self.quantity

    @property
    def savings(self) -> Decimal:
        return ((self.price.before or self.price.now) - self.price.now) * self.quantity

    @property
    def is_short(self) -> bool:
        """Whether there are fewer than wanted."""
        return self.stock < self.quantity

    @property
    def changed_from(self) -> Decimal | None:
        """What one cost when it was put in, if that is not what it costs now."""
        return self.added_price if self.added_price != self.price.now else None

    @property
    def most(self) -> int:
        """How many may be asked for."""
        return max(1, min(self.stock, MAX_QUANTITY))


@dataclass(frozen=True, slots=True)
class Basket:
    """A cart as it stands now. ``typed_code`` either holds (``grant``) or not (``denial``)."""

    lines: tuple[Line, ...]
    grant: Grant | None = None
    denial: Denial | None = None

    @property
    def currency(self) -> str:
        return self.lines[0].price.currency if self.lines else DEFAULT_CURRENCY

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal("0.00"))

    @property
    def discount(self) -> Decimal:
        return self.grant.discount if self.grant else Decimal("0.00")

    @property
    def total(self) -> Decimal:
        return self.subtotal - self.discount

    @property
    def savings(self) -> Decimal:
        """What the promotions of the lines took off already."""
        return sum((line.savings for line in self.lines), Decimal("0.00"))

    @property
    def shortages(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_short)

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.lines) and not self.shortages


def code_items(lines: tuple[Line, ...]) -> list[CodeItem]:
    """Return the lines as codes see them."""
    return [CodeItem(line.categories, line.total) for line in lines]
