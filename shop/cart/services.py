"""Changing carts. Each change locks the cart's row first, so that two at once (a double click, two tabs, a checkout)
come one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from promotions import codes
from promotions import selectors as promotions
from promotions.codes import Denial, Grant
from shop.cart.contents import Line
from shop.cart.selectors import SESSION_KEY, basket_of, cart_lines, cart_of
from shop.errors import CannotAdd
from shop.models import Cart, CartLine, User, Variant
from shop.models.orders import MAX_QUANTITY

GUEST_CART_LIFE: Final = timedelta(days=30)
"""How long a guest's cart is kept after it was last changed. A browser finds it by its session, which ends two weeks
(``SESSION_COOKIE_AGE``) after its own last change: by then hardly anybody could still come back to the cart."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Change:
    """``line`` is the line after the change, or as it was when it was taken out; ``by`` how many more or fewer."""

    line: Line
    by: int
    is_out: bool = False


def cart_open(request: HttpRequest) -> Cart:
    """Return the cart of this request's account or browser, made where there is none."""
    if cart := cart_of(request):
        return cart
    user = request.user
    if isinstance(user, User):
        return Cart.objects.get_or_create(user=user)[0]
    cart = Cart.objects.create()
    request.session[SESSION_KEY] = cart.pk
    return cart


def cart_add(*, cart: Cart, sku: str, quantity: int, now: datetime) -> Change:
    """Put ``quantity`` more of a variant into the cart, as far as stock and the limit allow.

    Raises:
        CannotAdd: it is not for sale, sold out, or as many as possible are in the cart already.
    """
    with _locked(cart):
        variant = Variant.objects.select_related("product").filter(sku=sku, product__is_active=True).first()
        if variant is None:
            raise CannotAdd(gettext("This product is not sold any more."))
        name = variant.product.local_name
        if not variant.stock:
            raise CannotAdd(gettext("%(name)s is sold out.") % {"name": name})
        others = CartLine.objects.filter(cart=cart).exclude(variant__currency=variant.currency)
        if others.exists():
            words = gettext("%(name)s is sold in %(currency)s: order it by itself.")
            raise CannotAdd(words % {"name": name, "currency": variant.currency})
        row = CartLine.objects.filter(cart=cart, variant=variant).first()
        had = row.quantity if row else 0
        wanted = min(had + max(1, quantity), MAX_QUANTITY, variant.stock)
        if wanted <= had:
            raise CannotAdd(_no_more(name, had, stock=variant.stock))
        CartLine.objects.update_or_create(
            cart=cart, variant=variant, defaults={"quantity": wanted, "added_price": variant.price}
        )
        return Change(_with_price_seen(cart, variant.pk, now=now), wanted - had)


def cart_set_quantity(*, cart: Cart, variant_id: int, quantity: int, now: datetime) -> Change | None:
    """Want ``quantity`` of what is in the cart; 0 takes it out. Return None where it is not in the cart.

    More than is in stock, or than the limit, becomes as many as there are. A price that changed counts as seen.
    """
    with _locked(cart):
        row = CartLine.objects.filter(cart=cart, variant=variant_id).first()
        if row is None:
            return None
        line = _line_of(cart, variant_id, now=now)
        had = row.quantity
        if quantity <= 0:
            row.delete()
            return Change(line, -had, is_out=True)
        row.quantity = min(quantity, line.most)
        row.save(update_fields=["quantity"])
        return Change(_with_price_seen(cart, variant_id, now=now), row.quantity - had)


def cart_set_code(*, cart: Cart, text: str, email: str | None, now: datetime) -> Grant | Denial | None:
    """Try a code on the cart, and keep it when it holds; empty text takes the code off and returns None.

    A code that does not hold changes nothing: the one that is on the cart stays.
    """
    with _locked(cart):
        kept = cart.code
        cart.code = codes.normal(text)
        basket = basket_of(cart, email=email, now=now)
        if basket.denial:
            cart.code = kept
            return basket.denial
        cart.save(update_fields=["code", "updated_at"])
        return basket.grant


def cart_merge(request: HttpRequest, *, user: User, number: int | None) -> None:
    """Put what the browser's cart (``number``) holds into the account's; in the transaction of the login.

    Of what is in both, the larger number stays: putting something in, logging in and finding twice as much of it
    would surprise. The browser's cart is gone afterwards.
    """
    request.session.pop(SESSION_KEY, None)
    guest = Cart.objects.select_for_update().filter(pk=number, user=None).first() if number else None
    if guest is None:
        return
    mine, _ = Cart.objects.select_for_update().get_or_create(user=user)
    have = {line.variant_id: line for line in mine.lines.all()}
    for line in guest.lines.all():
        if own := have.get(line.variant_id):
            own.quantity = max(own.quantity, line.quantity)
            own.save(update_fields=["quantity"])
        else:
            line.cart = mine
            line.save(update_fields=["cart"])
    if guest.code:
        mine.code = guest.code
    mine.save()
    guest.delete()


def cart_discard(*, number: int | None) -> None:
    """Throw a browser's cart away; never an account's."""
    if number is not None:
        Cart.objects.filter(pk=number, user=None).delete()


def guest_cart_number(request: HttpRequest) -> int | None:
    """Return the cart of this browser while nobody is logged in; to be asked before the login."""
    if not isinstance(request.user, AnonymousUser):
        return None
    number: int | None = request.session.get(SESSION_KEY)
    return number


def guest_carts_delete(*, now: datetime) -> int:
    """Delete the carts of guests that were not touched for ``GUEST_CART_LIFE``; return how many.

    A few at a time, so that no lock is held long; one that somebody holds just now is not abandoned.
    """
    old = Cart.objects.filter(user=None, updated_at__lt=now - GUEST_CART_LIFE).order_by("pk")
    deleted = 0
    while True:
        with transaction.atomic():
            numbers = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:_AT_ONCE])
            Cart.objects.filter(pk__in=numbers).delete()
        deleted += len(numbers)
        if len(numbers) < _AT_ONCE:
            return deleted


@contextmanager
def _locked(cart: Cart) -> Iterator[None]:
    with transaction.atomic():
        Cart.objects.select_for_update(no_key=True).filter(pk=cart.pk).first()
        yield
        Cart.objects.filter(pk=cart.pk).update(updated_at=timezone.now())


def _no_more(name: str, had: int, *, stock: int) -> str:
    if stock < MAX_QUANTITY:
        words = gettext(
            "You have %(had)s × %(name)s in your cart already. There are only %(stock)s for one order."
        )
    else:
        words = gettext("You have %(had)s × %(name)s in your cart already. That is the most for one order.")
    return words % {"had": had, "name": name, "stock": stock}


def _with_price_seen(cart: Cart, variant_id: int, *, now: datetime) -> Line:
    """Return the line, and remember its price as of this click: a change from here on is worth saying."""
    line = _line_of(cart, variant_id, now=now)
    CartLine.objects.filter(cart=cart, variant=variant_id).update(added_price=line.price.now)
    return replace(line, added_price=line.price.now)


def _line_of(cart: Cart, variant_id: int, *, now: datetime) -> Line:
    lines = cart_lines(cart, offers=promotions.current_offers(now=now))
    return next(line for line in lines if line.variant_id == variant_id)
