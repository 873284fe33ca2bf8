"""Reading wishlists."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest

from promotions.selectors import Offer
from shop.catalogue.cards import Card, card_of, leading_variant, picture_url
from shop.catalogue.selectors import ListedProducts, products_listed
from shop.models import Product, User, Wish, Wishlist

SESSION_KEY = "wishlist"


@dataclass(frozen=True, slots=True)
class ShownWish:
    """A wish as its page shows it. ``card`` is None when the product is not sold any more; ``sku`` is what goes into
    the cart, empty where the shopper has to choose a variant first or nothing can be had."""

    slug: str
    name: str
    picture_url: str
    saved_at: datetime
    saved_price: Decimal
    saved_currency: str
    card: Card | None = None
    sku: str = ""

    @property
    def difference(self) -> Decimal:
        """How much more it costs now than when it was saved, less than 0 when it is cheaper; 0 where that can't be
        said."""
        if self.card is None or self.card.price.currency != self.saved_currency:
            return Decimal(0)
        return self.card.price.now - self.saved_price

    @property
    def cheaper_by(self) -> Decimal:
        return max(-self.difference, Decimal(0))

    @property
    def dearer_by(self) -> Decimal:
        return max(self.difference, Decimal(0))


def wishlist_of(request: HttpRequest) -> Wishlist | None:
    """Return the account's wishlist, or the one this browser's session names; None where nothing was saved yet.

    As with carts, the session is the shop's own, so hearts work without any consent.
    """
    user = request.user
    if isinstance(user, User):
        return Wishlist.objects.filter(user=user).first()
    number = request.session.get(SESSION_KEY)
    # An account's list is never reached through a session.
    return Wishlist.objects.filter(pk=number, user=None).first() if number else None


def wishlist_shared(token: str) -> Wishlist | None:
    """Return the list that the link ``token`` leads to; None when there is none, or the link was withdrawn."""
    return Wishlist.objects.select_related("user").filter(share_token=token).first()


def saved_slugs(request: HttpRequest) -> frozenset[str]:
    """Return the slugs of the products on this person's list: one query a request, however many hearts a page has,
    and none for a browser that never saved anything."""
    user = request.user
    if isinstance(user, User):
        wishes = Wish.objects.filter(wishlist__user=user)
    elif number := request.session.get(SESSION_KEY):
        wishes = Wish.objects.filter(wishlist=number, wishlist__user=None)
    else:
        return frozenset()
    return frozenset(wishes.order_by().values_list("product__slug", flat=True))


def wishes_of(wishlist: Wishlist | None, *, offers: tuple[Offer, ...]) -> tuple[ShownWish, ...]:
    """Return what is on the list with today's prices and stock, the newest first. Three queries."""
    if wishlist is None:
        return ()
    wishes = list(wishlist.wishes.select_related("product"))
    listed: ListedProducts = products_listed().filter(pk__in=[wish.product_id for wish in wishes])
    sold = {product.pk: product for product in listed}
    return tuple(_shown(wish, sold.get(wish.product_id), offers) for wish in wishes)


def _shown(wish: Wish, product: Product | None, offers: tuple[Offer, ...]) -> ShownWish:
    card, sku = None, ""
    if product is not None:
        variants = list(product.variants.all())
        card = card_of(product, offers)
        sku = leading_variant(variants).sku if card.in_stock and len(variants) == 1 else ""
    return ShownWish(
        slug=wish.product.slug,
        name=wish.product.local_name,
        picture_url=picture_url(wish.product),
        saved_at=wish.saved_at,
        saved_price=wish.saved_price,
        saved_currency=wish.saved_currency,
        card=card,
        sku=sku,
    )
