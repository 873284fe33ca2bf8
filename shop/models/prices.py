"""What things cost before."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from shop.models.accounts import User
from shop.models.catalogue import Variant


class PriceHistory(models.Model):
    """The price of a variant without promotions, from ``since`` until the next row's. The last row is today's price.

    Beside a reduction the law asks for the lowest price of the thirty days before it (Directive 98/6/EC, article 6a).
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="price_history")
    price = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    since = models.DateTimeField()
    changed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="If known."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["variant", "since", "id"]
        verbose_name_plural = "price history"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["variant", "since"], name="shop_price_history_since"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(price__gt=Decimal(0)), name="shop_price_history_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price} {self.currency} since {self.since:%Y-%m-%d}"
