"""What a product's own page shows."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext, ngettext

from promotions import selectors as promotions
from promotions.selectors import Offer
from shop.catalogue.cards import Card, card_of, item_of
from shop.models import PriceHistory, Product, Variant
from shop.pricing.history import PERIOD, PastPrice, lowest_before
from shop.pricing.prices import Price, best_price

FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One variant: ``stock_level`` is ``none``, ``few`` or ``plenty``; ``lowest`` is the lowest price of the
    thirty days before its reduction, None when it is not reduced."""

    sku: str
    name: str
    price: Price
    stock_level: str
    stock_text: str
    lowest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """``wanted`` is the SKU that the address asks for; an unknown one means the leading variant."""

    card: Card
    choices: tuple[Choice, ...]
    wanted: str = ""

    @property
    def chosen(self) -> Choice:
        """The variant that the page shows the price of."""
        return next((choice for choice in self.choices if choice.sku == self.wanted), self.leading)

    @property
    def is_chosen(self) -> bool:
        """Whether the visitor chose the variant, and not the store."""
        return any(choice.sku == self.wanted for choice in self.choices)

    @property
    def leading(self) -> Choice:
        """The variant whose price the page names first."""
        levels = {"plenty": 0, "few": 0, "none": 1}
        return min(self.choices, key=lambda choice: (levels[choice.stock_level], choice.price.now))


def stock_text(stock: int) -> tuple[str, str]:
    """Return the level and the words for it. Exact numbers only where they help to decide."""
    if stock == 0:
        return "none", gettext("Sold out")
    if stock <= FEW:
        return "few", ngettext("Only %(number)s left", "Only %(number)s left", stock) % {"number": stock}
    return "plenty", gettext("In stock")


def detail_of(product: Product, offers: tuple[Offer, ...], *, now: datetime, wanted: str = "") -> Detail:
    """Return what the page of ``product`` shows. Two queries where something is reduced, else none."""
    variants = list(product.variants.all())
    choices = [_choice(product, variant, offers) for variant in variants]
    if any(choice.price.offer for choice in choices):
        lowest = _lowest_prices(product, variants, choices, now=now)
        choices = [replace(choice, lowest=lowest[choice.sku]) for choice in choices]
    return Detail(card=card_of(product, offers), choices=tuple(choices), wanted=wanted)


def _lowest_prices(
    product: Product, variants: list[Variant], choices: list[Choice], *, now: datetime
) -> dict[str, Decimal | None]:
    past: dict[int, list[PastPrice]] = defaultdict(list)
    for variant_id, price, since in (
        PriceHistory.objects.filter(variant__product=product)
        .order_by("since", "id")
        .values_list("variant_id", "price", "since")
    ):
        past[variant_id].append(PastPrice(price, since))
    began = {choice.price.offer.promotion_id for choice in choices if choice.price.offer}
    windows = promotions.offer_windows_before(began, period=PERIOD, now=now)
    return {
        choice.sku: lowest_before(
            item_of(product, variant), choice.price, past=past[variant.pk], windows=windows
        )
        for variant, choice in zip(variants, choices, strict=True)
    }


def _choice(product: Product, variant: Variant, offers: tuple[Offer, ...]) -> Choice:
    level, text = stock_text(variant.stock)
    return Choice(
        sku=variant.sku,
        name=variant.local_name,
        price=best_price(item_of(product, variant), offers),
        stock_level=level,
        stock_text=text,
    )
