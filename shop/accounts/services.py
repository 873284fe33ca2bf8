"""Changing accounts."""

from collections.abc import Collection

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from promotions import services as promotions
from shop.cart.services import cart_discard, cart_merge, guest_cart_number
from shop.models import User
from shop.wishlist.services import guest_wishlist_number, wishlist_discard, wishlist_merge
from tracking import api as tracking
from tracking import outbox
from tracking.events import ActivityCleared, LoggedIn, SignedUp
from tracking.ids import uuid7
from tracking.privacy import people
from tracking.privacy.people import Person
from tracking.privacy.services import person_erase


def user_create(*, email: str, password: str, name: str = "") -> User:
    """Make an account, whose mails are in the language of the moment.

    Raises:
        IntegrityError: there is one with this e-mail address, whatever the capitals.
    """
    return User.objects.create_user(email, password, name=name.strip(), language=get_language())


def account_open(request: HttpRequest, *, email: str, password: str, name: str = "") -> User:
    """Make an account and let this browser be its; both or neither.

    Raises:
        IntegrityError: as ``user_create``.
    """
    with transaction.atomic():
        user = user_create(email=email, password=password, name=name)
        _enter(request, user)
    tracking.track(request, SignedUp())
    return user


def account_enter(request: HttpRequest, *, user: User) -> None:
    """Log ``user`` in, whose password was checked."""
    with transaction.atomic():
        _enter(request, user)
    tracking.track(request, LoggedIn())


def account_leave(request: HttpRequest) -> None:
    """Log out; what this browser does from now on is somebody else's."""
    logout(request)
    tracking.forget(request)


def _enter(request: HttpRequest, user: User) -> None:
    guest_cart, guest_wishlist = guest_cart_number(request), guest_wishlist_number(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    cart_merge(request, user=user, number=guest_cart)
    wishlist_merge(request, user=user, number=guest_wishlist)
    tracking.identify(request, public_id=user.public_id, email=user.email)


def person_of(request: HttpRequest, user: User) -> Person:
    """Return who is in front of this browser, logged in as ``user``: the account by all its names, and the browser.

    Without e-mail addresses: nobody proved that the account's is theirs, and guests' orders may stand under it.
    """
    browser = tracking.visitor_of(request).anonymous_id if tracking.is_recorded(request) else None
    return people.account(public_id=user.public_id, browser=browser)


def account_delete(request: HttpRequest, *, user: User) -> None:
    """Erase the account, whose password was checked, and what is known of its owner; log out.

    Raises:
        ErasureDelayed: it could not be done just now, and nothing was.
    """
    person_erase(person_of(request, user))
    logout(request)


def browser_forget(request: HttpRequest) -> None:
    """Erase what is known of this browser, which the signed cookie names, its cart and its wishlist; nobody is
    logged in.

    An account that was used in it is not touched: whoever sits here now may be somebody else.

    Raises:
        ErasureDelayed: as ``account_delete``.
    """
    person_erase(people.browser_alone(tracking.visitor_of(request).anonymous_id))
    cart_discard(number=guest_cart_number(request))
    wishlist_discard(number=guest_wishlist_number(request))
    request.session.flush()


def profile_change(*, user: User, name: str, language: str) -> None:
    """Change how the person is greeted, and named beside their reviews, and in which language they get mail."""
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])


@transaction.atomic
def activity_clear(*, user: User, subjects: Collection[str]) -> None:
    """Forget what the person looked for, in the promotions now and, by the event, wherever else it was kept."""
    now = timezone.now()
    promotions.activity_clear(subjects=subjects, now=now)
    stamp = int(now.timestamp() * 1000)
    event = ActivityCleared(message_id=uuid7(), date=stamp, received_at=stamp, user_id=user.public_id)
    outbox.enqueue(event, aggregate=user.public_id)


@transaction.atomic
def email_change(*, user: User, email: str) -> None:
    """Let ``email``, which was proved to be the person's, be their address from now on.

    The old address stays an alias: what was sent under it is still theirs.

    Raises:
        IntegrityError: another account took the address meanwhile.
    """
    user.email = email.lower()
    user.save(update_fields=["email"])
    tracking.alias_account(public_id=user.public_id, email=user.email)
