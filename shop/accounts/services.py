"""Changing accounts."""

from collections.abc import Collection

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from promotions import services as promotions
from shop.cart.services import cart_merge, guest_cart_number
from shop.models import User
from tracking import api as tracking
from tracking import outbox
from tracking.events import ActivityCleared, LoggedIn, SignedUp
from tracking.ids import uuid7


def user_create(*, email: str, password: str, name: str = "") -> User:
    """Make an account.

    Raises:
        IntegrityError: there is one with this e-mail address, whatever the capitals.
    """
    return User.objects.create_user(email, password, name=name.strip())


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
    guest_cart = guest_cart_number(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    cart_merge(request, user=user, number=guest_cart)
    tracking.identify(request, public_id=user.public_id, email=user.email)


def name_change(*, user: User, name: str) -> None:
    """Change how the person is greeted, and named beside their reviews."""
    user.name = name.strip()
    user.save(update_fields=["name"])


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
