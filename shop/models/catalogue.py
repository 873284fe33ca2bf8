"""What the shop sells: categories in two levels, products, and the variants that carry price and stock."""

from decimal import Decimal
from typing import ClassVar, Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone

# English stems without accents, so that "cafe" finds "café"; the first migration makes it.
SEARCH_CONFIG: Final = "shop_english"


class Category(models.Model):
    """A department (no parent) or a kind of product within one."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    blurb = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return f"{self.parent.name} / {self.name}" if self.parent else self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:category", args=[self.slug])


class Product(models.Model):
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=140)
    slug = models.SlugField(max_length=140, unique=True)
    brand = models.CharField(max_length=60)
    description = models.TextField()
    attributes = models.JSONField(
        default=dict, blank=True, help_text='Shown as a table, e.g. {"Tank": "4 l"}.'
    )
    picture = models.JSONField(
        default=dict, blank=True, help_text="What shop.pictures draws: object, hue, …."
    )
    search_terms = models.TextField(
        blank=True,
        help_text="Words people search for that stand nowhere else: the names of its categories, other names.",
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField("listed since", default=timezone.now)
    document = models.GeneratedField(
        expression=SearchVector("name", weight="A", config=SEARCH_CONFIG)
        + SearchVector("search_terms", weight="B", config=SEARCH_CONFIG)
        + SearchVector("brand", weight="B", config=SEARCH_CONFIG)
        + SearchVector("description", weight="C", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["document"], name="shop_product_document"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="shop_product_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:product", args=[self.slug])


class Variant(models.Model):
    """One thing that can be bought. ``price`` is what it costs without any promotion."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField("SKU", max_length=40, unique=True)
    name = models.CharField(
        max_length=80, blank=True, help_text="Empty when the product has a single variant."
    )
    price = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    stock = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(price__gt=Decimal(0)), name="shop_variant_price_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.name} {self.name}".strip()
