"""Changing an account's address book. An account that has addresses has one that is offered first.

Every change locks the account's row first, so that two at once (two tabs, a checkout) neither make a second default
nor pass the limit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from shop.errors import AddressBookFull
from shop.models import Address, User

MOST: Final = 12
"""Addresses an account keeps: more than a household needs, few enough to choose from at the checkout."""


@transaction.atomic
def address_add(*, user: User, address: Mapping[str, str], now: datetime) -> Address:
    """Keep an address, or return the equal one that is kept already; the first is the default.

    Raises:
        AddressBookFull: there are ``MOST`` already.
    """
    _lock(user)
    mine = Address.objects.filter(user=user)
    if known := mine.filter(**address).first():
        return known
    count = mine.count()
    if count >= MOST:
        raise AddressBookFull(MOST)
    return Address.objects.create(user=user, used_at=now, is_default=not count, **address)


@transaction.atomic
def address_change(*, user: User, number: int, address: Mapping[str, str]) -> bool:
    """Let the account's address ``number`` read so from now on; return False where it has no such address."""
    _lock(user)
    return bool(Address.objects.filter(user=user, pk=number).update(**address))


@transaction.atomic
def address_delete(*, user: User, number: int) -> bool:
    """Forget an address; of the others the one used last becomes the default if this was it. Orders keep theirs."""
    _lock(user)
    mine = Address.objects.filter(user=user)
    deleted, _ = mine.filter(pk=number).delete()
    if not mine.filter(is_default=True).exists() and (heir := mine.order_by("-used_at", "-pk").first()):
        mine.filter(pk=heir.pk).update(is_default=True)
    return bool(deleted)


@transaction.atomic
def address_make_default(*, user: User, number: int) -> bool:
    """Offer this address first at the checkout; return False where the account has no such address."""
    _lock(user)
    mine = Address.objects.filter(user=user)
    if not mine.filter(pk=number).exists():
        return False
    mine.filter(is_default=True).update(is_default=False)
    mine.filter(pk=number).update(is_default=True)
    return True


def address_used(*, user: User, address: Mapping[str, str], now: datetime) -> None:
    """Remember that something was sent to an address, if it is kept."""
    Address.objects.filter(user=user, **address).update(used_at=now)


def _lock(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
