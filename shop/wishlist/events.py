"""What wishlists tell the pipeline. Money is decimal text."""

from typing import Literal

from shop.catalogue.cards import Card
from shop.models import Wish
from tracking.events import WishlistChanged


def saved(card: Card) -> WishlistChanged:
    return WishlistChanged(
        action="added",
        product_id=card.slug,
        name=card.name,
        category=card.category,
        brand=card.brand,
        price=str(card.price.now),
        currency=card.price.currency,
    )


def gone(wish: Wish, action: Literal["removed", "moved_to_cart"]) -> WishlistChanged:
    """``price`` is the one it was saved at."""
    return WishlistChanged(
        action=action,
        product_id=wish.product.slug,
        name=wish.product.name,
        category=wish.product.category.slug,
        brand=wish.product.brand,
        price=str(wish.saved_price),
        currency=wish.saved_currency,
    )
