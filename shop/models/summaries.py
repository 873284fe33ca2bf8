"""What a listing knows of each product, kept up to date by the database: always true, and all in one place."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from shop.models.catalogue import Category, Product


class ProductSummary(models.Model):
    """What a product is found, counted and sorted by.

    The price and currency are those of the variant that a card shows (the cheapest that can be had, or the cheapest of
    all); beside them stands whether any can be had, what the approved reviews add up to, and what listings need of the
    product's own columns, with the documents that a search looks at. A product without variants has no summary.

    Triggers on variants, reviews and products write it (migration ``0021_whole_summaries``, docs/adr/0031); nothing
    else does.
    """

    product = models.OneToOneField(
        Product, on_delete=models.DO_NOTHING, primary_key=True, related_name="summary"
    )
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    in_stock = models.BooleanField()
    rating_average = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    rating_count = models.IntegerField()
    category = models.ForeignKey(Category, on_delete=models.DO_NOTHING, related_name="+")
    name = models.CharField(max_length=140)
    slug = models.CharField(max_length=140)
    brand = models.CharField(max_length=60)
    is_active = models.BooleanField()
    created_at = models.DateTimeField()
    document = SearchVectorField()
    document_de = SearchVectorField()

    class Meta:
        db_table = "shop_product_summary"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["slug"], name="shop_summary_slug"),
            GinIndex(fields=["document"], name="shop_summary_document"),
            GinIndex(fields=["document_de"], name="shop_summary_document_de"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.list_price} {self.currency}"
