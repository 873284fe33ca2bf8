"""Changing accounts."""

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest

from shop.cart.services import cart_merge, guest_cart_number
from shop.models import User
from tracking import api as tracking
from tracking.events import LoggedIn, SignedUp


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
