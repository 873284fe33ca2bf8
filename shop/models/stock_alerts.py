"""Who wants to be told when something can be had again."""

from datetime import timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from shop.models.accounts import User
from shop.models.catalogue import Variant

CONFIRM_WITHIN: Final = timedelta(days=2)
KEPT: Final = timedelta(days=180)


class StockAlert(models.Model):
    """One mail, once ``variant`` is back: to the account's address, or to ``email``, which only a guest's alert has.

    The row is the outbox of its mails. ``asked_at`` says when a guest was asked whether the address is theirs, and
    ``confirmed_at`` since when the alert counts; ``due_at`` that its turn has come, and ``sent_at`` that it was told.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="stock_alerts")
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="stock_alerts"
    )
    email = models.EmailField("e-mail address", blank=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["variant", "user"],
                condition=Q(sent_at=None, user__isnull=False),
                name="shop_stockalert_user",
            ),
            models.UniqueConstraint(
                fields=["variant", "email"],
                condition=Q(sent_at=None, user=None),
                name="shop_stockalert_email",
            ),
            models.CheckConstraint(condition=Q(user=None) ^ Q(email=""), name="shop_stockalert_one_address"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What the sweep reads each minute; those who were told are not in it.
            models.Index(
                fields=["variant", "confirmed_at"],
                condition=Q(due_at=None, confirmed_at__isnull=False),
                name="shop_stockalert_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"

    @property
    def address(self) -> str:
        return self.user.email if self.user else self.email
