"""What wishlists say about people; declared in ``shop.personal_data``."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import F, QuerySet

from shop.models import Wishlist
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding


def _wishlists(person: Person) -> QuerySet[Wishlist]:
    return Wishlist.objects.filter(user__public_id__in=person.public_ids)


def _wishlists_export(person: Person) -> Iterator[dict[str, Any]]:
    for wishlist in _wishlists(person):
        wishes = wishlist.wishes.values("saved_price", "saved_currency", "saved_at", about=F("product__slug"))
        yield {"shared": wishlist.share_token is not None, "wishes": list(wishes)}


def _wishlists_erase(person: Person) -> int:
    numbers = list(_wishlists(person).values_list("pk", flat=True))
    Wishlist.objects.filter(pk__in=numbers).delete()
    return len(numbers)


WISHLISTS: Final = Holding(
    app="shop",
    table="shop_wishlist",
    about="What the account would like to have, and what it cost when it was saved.",
    kept="as long as the account",
    reason="It waits for its owner, and for those who were given its link.",
    erasure="deleted, and its link leads nowhere",
    export=_wishlists_export,
    erase=_wishlists_erase,
)
