"""Reading carts."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Sum
from django.http import HttpRequest

from promotions import selectors as promotions
from promotions.codes import Denial
from promotions.selectors import Offer
from shop.cart.contents import Basket, Line, code_items
from shop.catalogue.cards import item_of, picture_url
from shop.models import Cart, CartLine, User
from shop.pricing.prices import best_price

SESSION_KEY = "cart"


def cart_of(request: HttpRequest) -> Cart | None:
    """Return the account's cart, or the one this browser's session names; None where nothing was put in yet.

    The session is the shop's own: a cart works without the visitor cookie, so without any consent.
    """
    user = request.user
    if isinstance(user, User):
        return Cart.objects.filter(user=user).first()
    number = request.session.get(SESSION_KEY)
    # An account's cart is never reached through a session.
    return Cart.objects.filter(pk=number, user=None).first() if number else None


def cart_count(request: HttpRequest) -> int:
    """Return how many things are in the cart; no query for a browser that never had one."""
    user = request.user
    if isinstance(user, AnonymousUser):
        number = request.session.get(SESSION_KEY)
        lines = CartLine.objects.filter(cart=number, cart__user=None) if number else CartLine.objects.none()
    else:
        lines = CartLine.objects.filter(cart__user=user)
    return int(lines.aggregate(count=Sum("quantity"))["count"] or 0)


def basket_of(cart: Cart | None, *, email: str | None, now: datetime) -> Basket:
    """Return the cart with today's prices, stock and promotions; ``email`` is whose code it would be, if known."""
    if cart is None:
        return Basket(())
    lines = cart_lines(cart, offers=promotions.current_offers(now=now))
    if not cart.code or not lines:
        return Basket(lines)
    outcome = promotions.code_check(
        cart.code, items=code_items(lines), currency=lines[0].price.currency, email=email, now=now
    )
    if isinstance(outcome, Denial):
        return Basket(lines, denial=outcome)
    return Basket(lines, grant=outcome)


def cart_lines(cart: Cart, *, offers: tuple[Offer, ...]) -> tuple[Line, ...]:
    """Return the cart's lines in the order they were put in. One query."""
    rows = CartLine.objects.filter(cart=cart).select_related("variant__product__category__parent")
    return tuple(_line(row, offers) for row in rows)


def _line(row: CartLine, offers: tuple[Offer, ...]) -> Line:
    variant = row.variant
    product = variant.product
    item = item_of(product, variant)
    return Line(
        variant_id=variant.pk,
        product_id=product.pk,
        sku=variant.sku,
        product=product.slug,
        name=product.local_name,
        variant=variant.local_name,
        brand=product.brand,
        category=product.category.slug,
        categories=item.categories,
        url=product.get_absolute_url(),
        picture_url=picture_url(product),
        price=best_price(item, offers),
        quantity=row.quantity,
        stock=variant.stock if product.is_active else 0,
        added_price=row.added_price,
    )
