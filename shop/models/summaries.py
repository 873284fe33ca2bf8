"""What a listing knows of each product, kept up to date by the database: always true, and one join to read."""

from django.db import models

from shop.models.catalogue import Product


class ProductSummary(models.Model):
    """The price and currency of the variant that a card shows (the cheapest that can be had, or the cheapest of all),
    whether any can be had, and what the approved reviews add up to. A product without variants has no summary.

    Triggers on variants and reviews write it (migration ``0016_kept_summaries``, docs/adr/0031); nothing else does.
    """

    product = models.OneToOneField(
        Product, on_delete=models.DO_NOTHING, primary_key=True, related_name="summary"
    )
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    in_stock = models.BooleanField()
    rating_average = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    rating_count = models.IntegerField()

    class Meta:
        db_table = "shop_product_summary"

    def __str__(self) -> str:
        return f"{self.product_id}: {self.list_price} {self.currency}"
