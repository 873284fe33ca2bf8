"""Reading what is bought together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Sum
from django.http import HttpRequest

from promotions import selectors as promotions
from promotions.selectors import Offer
from shop.cart.contents import Line
from shop.cart.selectors import cart_of
from shop.catalogue.cards import Card, card_of, leading_variant
from shop.catalogue.detail import Detail
from shop.catalogue.selectors import products_listed
from shop.models import CartLine, Product, ProductPair
from shop.together.counting import KEPT

MOST_IN_BUNDLE: Final = 3
_BESIDE_CART: Final = 4


@dataclass(frozen=True, slots=True)
class Part:
    """What of a bundle goes into the cart: one of ``sku``. ``variant`` says which where there are several."""

    card: Card
    sku: str
    variant: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Bundle:
    """A product and what is bought with it, the product first; all can be had, in one currency."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> Decimal:
        return sum((part.price for part in self.parts), Decimal(0))

    @property
    def currency(self) -> str:
        return self.parts[0].card.price.currency


def bundle_of(
    product: Product,
    detail: Detail,
    *,
    partners: Sequence[int],
    in_cart: Collection[int],
    offers: tuple[Offer, ...],
) -> Bundle | None:
    """Return the product as its page shows it with the best of its ``partners``, leaving out what is in the cart or
    sold out. None where that leaves nothing, or the product itself can't be had."""
    chosen = detail.chosen
    if chosen.stock_level == "none":
        return None
    first = Part(detail.card, chosen.sku, chosen.name, chosen.price.now)
    others = [
        part
        for part in (_part(row, offers) for row in _had(partners, without=in_cart))
        if part.card.price.currency == chosen.price.currency
    ]
    return Bundle((first, *others[: MOST_IN_BUNDLE - 1])) if others else None


def partners_of(product: Product) -> list[int]:
    """Return the numbers of what is bought with a product that came out of ``product_get``, the closest first."""
    return getattr(product, "partners", [])


def closest_to(products: Collection[int]) -> list[int]:
    """Return the numbers of what is bought with ``products``, the closest to all of them first, and none of them."""
    pairs = ProductPair.objects.filter(product__in=products).exclude(other__in=products).order_by()
    ranked = pairs.values("other_id").annotate(closeness=Sum("cosine")).order_by("-closeness", "other_id")
    return list(ranked.values_list("other_id", flat=True)[:KEPT])


def goes_with(lines: Sequence[Line], *, now: datetime) -> tuple[Card, ...]:
    """Return what is bought with the things in a cart and can be had. One query, four where there is any."""
    rows = _had(closest_to({line.product_id for line in lines}), without=()) if lines else []
    offers = promotions.current_offers(now=now) if rows else ()
    return tuple(card_of(row, offers) for row in rows[:_BESIDE_CART])


def products_in_cart(request: HttpRequest) -> frozenset[int]:
    """Return the numbers of the products in this person's cart."""
    cart = cart_of(request)
    lines = CartLine.objects.filter(cart=cart).order_by()
    return frozenset(lines.values_list("variant__product_id", flat=True)) if cart else frozenset()


def _had(numbers: Sequence[int], *, without: Collection[int]) -> list[Any]:
    """Return those that can be had, in the order of ``numbers``. Two queries, none for nothing."""
    wanted = [number for number in numbers if number not in without]
    if not wanted:
        return []
    rows = products_listed().filter(pk__in=wanted, in_stock=True)
    place = {number: place for place, number in enumerate(wanted)}
    return sorted(rows, key=lambda row: place[row.pk])


def _part(product: Product, offers: tuple[Offer, ...]) -> Part:
    variant = leading_variant(product.variants.all())
    card = card_of(product, offers)
    return Part(card, variant.sku, variant.local_name, card.price.now)
