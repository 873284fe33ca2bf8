"""What the shop sells: categories in two levels, products, and the variants that carry price and stock."""

from decimal import Decimal
from typing import Any, ClassVar, Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from shop.models.translations import Local, localised

# Stems without accents, so that "cafe" finds "café", by language; migrations make them.
SEARCH_CONFIGS: Final = {"en": "shop_english", "de": "shop_german"}


def _document(language: str) -> Any:
    """Return the expression of what a search in ``language`` looks at, the weightier the shorter the text."""
    config = SEARCH_CONFIGS[language]
    return (
        SearchVector(localised("name", language), weight="A", config=config)
        + SearchVector(localised("search_terms", language), weight="B", config=config)
        + SearchVector("brand", weight="B", config=config)
        + SearchVector(localised("description", language), weight="C", config=config)
    )


class Category(models.Model):
    """A department (no parent) or a kind of product within one."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=80)
    name_de = models.CharField("name in German", max_length=80, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    blurb = models.CharField(max_length=200, blank=True)
    blurb_de = models.CharField("blurb in German", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name"]
        verbose_name_plural = "categories"

    local_name = Local[str]("name")
    local_blurb = Local[str]("blurb")

    def __str__(self) -> str:
        return f"{self.parent.name} / {self.name}" if self.parent else self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:category", args=[self.slug])


class Product(models.Model):
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=140)
    name_de = models.CharField("name in German", max_length=140, blank=True)
    slug = models.SlugField(max_length=140, unique=True)
    brand = models.CharField(max_length=60)
    description = models.TextField()
    description_de = models.TextField("description in German", blank=True)
    attributes = models.JSONField(
        default=dict, blank=True, help_text='Shown as a table, e.g. {"Tank": "4 l"}.'
    )
    attributes_de = models.JSONField("attributes in German", default=dict, blank=True)
    picture = models.JSONField(
        default=dict, blank=True, help_text="What shop.pictures draws: object, hue, …."
    )
    search_terms = models.TextField(
        blank=True,
        help_text="Words people search for that stand nowhere else: the names of its categories, other names.",
    )
    search_terms_de = models.TextField("search terms in German", blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField("listed since", default=timezone.now)
    # Made here, where the texts are, and searched in ``ProductSummary``.
    document = models.GeneratedField(
        expression=_document("en"), output_field=SearchVectorField(), db_persist=True
    )
    document_de = models.GeneratedField(
        expression=_document("de"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name"], name="shop_product_name"),
            models.Index(fields=["-created_at", "-id"], name="shop_product_newest"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="shop_product_name_trgm"),
        ]

    local_name = Local[str]("name")
    local_description = Local[str]("description")
    local_attributes = Local[dict[str, str]]("attributes")

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
    name_de = models.CharField("name in German", max_length=80, blank=True)
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

    local_name = Local[str]("name")

    def __str__(self) -> str:
        return f"{self.product.name} {self.name}".strip()
