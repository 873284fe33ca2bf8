"""What a listing shows of a product."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from promotions.selectors import Offer
from shop.models import Product, Variant
from shop.pricing.prices import Item, Price, best_price
from shop.reviews.rules import rounded


@dataclass(frozen=True, slots=True)
class Card:
    """``has_range`` means that other variants cost more than ``price``; ``rating`` is None without approved reviews."""

    slug: str
    name: str
    brand: str
    category: str
    category_name: str
    url: str
    picture_url: str
    price: Price
    has_range: bool
    in_stock: bool
    rating: Decimal | None = None
    rating_count: int = 0


def picture_version(picture: dict[str, Any]) -> str:
    """Return a short hash of what the picture is drawn from: its address changes when the drawing does."""
    return hashlib.blake2s(json.dumps(picture, sort_keys=True).encode(), digest_size=6).hexdigest()


def picture_url(product: Product) -> str:
    return f"{reverse('site:picture', args=[product.slug])}?v={picture_version(product.picture)}"


def shared_picture_url(product: Product) -> str:
    """Return the address of the picture as pixels, for sites that show a link to the product."""
    return f"{reverse('site:shared-picture', args=[product.slug])}?v={picture_version(product.picture)}"


def item_of(product: Product, variant: Variant) -> Item:
    """Return what promotions are matched against."""
    parent = product.category.parent
    slugs = {product.category.slug, *([parent.slug] if parent else [])}
    return Item(
        product=product.slug, categories=frozenset(slugs), price=variant.price, currency=variant.currency
    )


def leading_variant(variants: Iterable[Variant]) -> Variant:
    """Return the variant a listing shows: the cheapest that can be had, or the cheapest of all."""
    return min(variants, key=lambda variant: (variant.stock == 0, variant.price, variant.position))


def card_of(product: Product, offers: tuple[Offer, ...]) -> Card:
    """Return the card of a product that came out of ``selectors.products_listed``."""
    variants = list(product.variants.all())
    variant = leading_variant(variants)
    average = getattr(product, "rating_average", None)
    return Card(
        slug=product.slug,
        name=product.local_name,
        brand=product.brand,
        category=product.category.slug,
        category_name=product.category.local_name,
        url=product.get_absolute_url(),
        picture_url=picture_url(product),
        price=best_price(item_of(product, variant), offers),
        has_range=any(other.price > variant.price for other in variants),
        in_stock=variant.stock > 0,
        rating=None if average is None else rounded(average),
        rating_count=getattr(product, "rating_count", 0),
    )
