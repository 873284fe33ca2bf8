"""Which products are bought together."""

from typing import ClassVar

from django.db import models

from shop.models.catalogue import Product


class ProductPair(models.Model):
    """``other`` was bought with ``product`` in ``orders`` orders. The whole table is counted anew now and then (see
    ``shop.together.counting``) and says nothing of who bought."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pairs")
    other = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    orders = models.PositiveIntegerField()
    cosine = models.FloatField(help_text="0 (never together) to 1 (never apart).")
    lift = models.FloatField(help_text="How many times as often as by chance.")

    class Meta:
        ordering: ClassVar[list[str]] = ["product", "-cosine"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["product", "other"], name="shop_productpair_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["product", "-cosine"], include=["other"], name="shop_productpair_best"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} with {self.other_id}"
