"""What people would like to have."""

import secrets
from typing import ClassVar, Final

from django.db import models
from django.utils import timezone

from shop.models.accounts import User
from shop.models.catalogue import Product

MOST_WISHES: Final = 200


def new_share_token() -> str:
    """Return 43 URL-safe characters (256 random bits): who has not been given the link does not find the list."""
    return secrets.token_urlsafe(32)


class Wishlist(models.Model):
    """An account has one; a browser's own is named in its session. ``share_token`` is empty unless it is shared."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="wishlist"
    )
    share_token = models.CharField(max_length=43, null=True, blank=True, unique=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"Wishlist {self.pk}"


class Wish(models.Model):
    """A product on a wishlist. ``saved_price`` is what its card said when it was saved."""

    wishlist = models.ForeignKey(Wishlist, on_delete=models.CASCADE, related_name="wishes")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    saved_price = models.DecimalField(max_digits=10, decimal_places=2)
    saved_currency = models.CharField(max_length=3)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-saved_at", "-id"]
        verbose_name_plural = "wishes"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["wishlist", "product"], name="shop_wish_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} on {self.wishlist_id}"
