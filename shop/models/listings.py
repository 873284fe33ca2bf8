"""What one statement knows of the products that it lists."""

from django.db import models

from shop.models.catalogue import Category, Product


class ListingRow(models.Model):
    """A product of a listing, with what it is filtered, counted and sorted by.

    No table: the rows exist within a statement that ``shop.catalogue.census`` puts together, and are found once for
    counts and page alike. ``rank`` is how well it meets a search, 0 in any other listing or order.
    """

    product = models.OneToOneField(Product, on_delete=models.DO_NOTHING, primary_key=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.DO_NOTHING, related_name="+")
    brand = models.CharField(max_length=60)
    name = models.CharField(max_length=140)
    created_at = models.DateTimeField()
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    effective_price = models.DecimalField(max_digits=10, decimal_places=2)
    in_stock = models.BooleanField()
    rating_average = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    rank = models.FloatField()

    class Meta:
        managed = False
        db_table = "listing_row"

    def __str__(self) -> str:
        return f"{self.product_id}: {self.effective_price}"
