"""Changing wishlists. As with carts, each change locks the list's row first, so that two at once come one after the
other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest

from promotions import selectors as promotions
from shop.catalogue.cards import Card, card_of
from shop.catalogue.selectors import products_listed
from shop.errors import CannotSave
from shop.models import User, Wish, Wishlist
from shop.models.wishlists import MOST_WISHES, new_share_token
from shop.wishlist.selectors import SESSION_KEY, wishlist_of

GUEST_LIST_LIFE: Final = timedelta(days=30)
"""As for a guest's cart: the session that leads to it ends two weeks after its own last change."""


def wishlist_open(request: HttpRequest, *, now: datetime) -> Wishlist:
    """Return the wishlist of this request's account or browser, made where there is none."""
    if wishlist := wishlist_of(request):
        return wishlist
    user = request.user
    if isinstance(user, User):
        return Wishlist.objects.get_or_create(user=user)[0]
    wishlist = Wishlist.objects.create(updated_at=now)
    request.session[SESSION_KEY] = wishlist.pk
    return wishlist


def wish_add(*, wishlist: Wishlist, slug: str, now: datetime) -> tuple[Card, bool]:
    """Save a product, with what it costs now; return its card, and whether it was not on the list before.

    Raises:
        CannotSave: it is not sold, or the list is full.
    """
    product = products_listed().filter(slug=slug).first()
    if product is None:
        raise CannotSave.not_sold()
    card = card_of(product, promotions.current_offers(now=now))
    with _locked(wishlist, now):
        if wishlist.wishes.filter(product=product).exists():
            return card, False
        if wishlist.wishes.count() >= MOST_WISHES:
            raise CannotSave.full(MOST_WISHES)
        Wish.objects.create(
            wishlist=wishlist,
            product=product,
            saved_price=card.price.now,
            saved_currency=card.price.currency,
            saved_at=now,
        )
    return card, True


def wish_remove(*, wishlist: Wishlist, slug: str, now: datetime) -> Wish | None:
    """Take a product off the list; return what was there, None where it was not on it."""
    with _locked(wishlist, now):
        wish = wishlist.wishes.select_related("product__category").filter(product__slug=slug).first()
        if wish:
            Wish.objects.filter(pk=wish.pk).delete()
    return wish


def share_start(*, wishlist: Wishlist, now: datetime) -> str:
    """Let everybody who has the link see the list; return the link's token, which stays until it is withdrawn."""
    with _locked(wishlist, now):
        token = Wishlist.objects.values_list("share_token", flat=True).get(pk=wishlist.pk)
        if not token:
            token = new_share_token()
            Wishlist.objects.filter(pk=wishlist.pk).update(share_token=token)
    return token


def share_withdraw(*, wishlist: Wishlist, now: datetime) -> None:
    """Let the link lead nowhere, for good: sharing again gives another one."""
    with _locked(wishlist, now):
        Wishlist.objects.filter(pk=wishlist.pk).update(share_token=None)


def wishlist_merge(request: HttpRequest, *, user: User, number: int | None) -> None:
    """Put what the browser's list (``number``) holds onto the account's; in the transaction of the login.

    What is on both keeps the price of the earlier day. Where the account has no list the browser's becomes it, with
    the link that was given away; else that link ends, because it was not given away for the account's wishes.
    """
    request.session.pop(SESSION_KEY, None)
    guest = Wishlist.objects.select_for_update().filter(pk=number, user=None).first() if number else None
    if guest is None:
        return
    mine = Wishlist.objects.select_for_update(no_key=True).filter(user=user).first()
    if mine is None:
        Wishlist.objects.filter(pk=guest.pk).update(user=user)
        return
    have = {wish.product_id: wish for wish in mine.wishes.all()}
    room = MOST_WISHES - len(have)
    for wish in guest.wishes.all():
        own = have.get(wish.product_id)
        if own is None and room > 0:
            Wish.objects.filter(pk=wish.pk).update(wishlist=mine)
            room -= 1
        elif own and wish.saved_at < own.saved_at:
            Wish.objects.filter(pk=own.pk).update(
                saved_price=wish.saved_price, saved_currency=wish.saved_currency, saved_at=wish.saved_at
            )
    guest.delete()


def wishlist_discard(*, number: int | None) -> None:
    """Throw a browser's wishlist away; never an account's."""
    if number is not None:
        Wishlist.objects.filter(pk=number, user=None).delete()


def guest_wishlist_number(request: HttpRequest) -> int | None:
    """Return the wishlist of this browser while nobody is logged in; to be asked before the login."""
    if not isinstance(request.user, AnonymousUser):
        return None
    number: int | None = request.session.get(SESSION_KEY)
    return number


def guest_wishlists_delete(*, now: datetime) -> int:
    """Delete the lists of guests that were not touched for ``GUEST_LIST_LIFE``; return how many."""
    old = Wishlist.objects.filter(user=None, updated_at__lt=now - GUEST_LIST_LIFE)
    return old.delete()[1].get("shop.Wishlist", 0)


@contextmanager
def _locked(wishlist: Wishlist, now: datetime) -> Iterator[None]:
    with transaction.atomic():
        Wishlist.objects.select_for_update(no_key=True).filter(pk=wishlist.pk).first()
        yield
        Wishlist.objects.filter(pk=wishlist.pk).update(updated_at=now)
