"""Categories, products, and their variants with stock and prices in the admin."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline

from shop.catalogue.admin_columns import amount
from shop.catalogue.admin_pictures import preview
from shop.catalogue.detail import FEW
from shop.models import Category, PriceHistory, Product, User, Variant
from shop.pricing.services import prices_record
from shop.sheets.admin import SheetAdmin

_FALLBACK = "What is empty here is shown in English on German pages."


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ("name", "parent", "slug", "position")
    list_editable = ("position",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("name", "name_de", "slug")
    fieldsets = (
        (None, {"fields": ("parent", "name", "slug", "blurb", "position")}),
        ("In German", {"fields": ("name_de", "blurb_de"), "classes": ("tab",), "description": _FALLBACK}),
    )
    prepopulated_fields: ClassVar[dict[str, tuple[str, ...]]] = {"slug": ("name",)}


class StockFilter(admin.SimpleListFilter):
    title = "stock"
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Sold out"), ("few", f"{FEW} or fewer left")]

    def queryset(self, request: HttpRequest, products: QuerySet[Product]) -> QuerySet[Product]:
        units = products.alias(left=Sum("variants__stock"))
        if self.value() == "none":
            return units.filter(left=0)
        return units.filter(left__range=(1, FEW)) if self.value() == "few" else products


class VariantStockFilter(StockFilter):
    def queryset(self, request: HttpRequest, variants: QuerySet[Variant]) -> QuerySet[Variant]:  # type: ignore[override]
        if self.value() == "none":
            return variants.filter(stock=0)
        return variants.filter(stock__range=(1, FEW)) if self.value() == "few" else variants


class VariantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Stock is changed by the difference: what is sold while the form is open stays sold."""

    class Meta:
        model = Variant
        fields: ClassVar = ["name", "name_de", "sku", "price", "currency", "stock", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stock := self.fields.get("stock"):
            stock.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and "stock" in cleaned:
            cleaned["stock"] = max(0, self._stock_now() + cleaned["stock"] - self._stock_shown())
        return cleaned

    def _stock_now(self) -> int:
        # Locked until the form is saved: the admin's transaction goes as far.
        row = Variant.objects.select_for_update(no_key=True).filter(pk=self.instance.pk)
        return row.values_list("stock", flat=True).first() or 0

    def _stock_shown(self) -> int:
        field = self["stock"]
        shown = field.field.hidden_widget().value_from_datadict(
            self.data, self.files, field.html_initial_name
        )
        return int(shown) if str(shown).isdecimal() else int(self.instance.stock)


class VariantInline(TabularInline):
    model = Variant
    form = VariantForm
    fields = ("name", "name_de", "sku", "price", "currency", "stock", "position", "prices")
    readonly_fields = ("prices",)
    extra = 0
    min_num = 1
    validate_min = True
    show_title = False

    @admin.display(description="prices until now")
    def prices(self, variant: Variant) -> SafeString | str:
        if not variant.pk:
            return "–"
        address = reverse("admin:shop_variant_change", args=[variant.pk])
        return format_html('<a class="text-link" href="{}#price_history-group">See them</a>', address)


class PriceHistoryInline(TabularInline):
    """What it cost, the newest first; written by every change of a price, never by hand."""

    model = PriceHistory
    verbose_name_plural = "prices until now"
    fields = ("since", "cost", "changed_by")
    readonly_fields = fields
    ordering = ("-since", "-id")
    extra = 0
    can_delete = False
    show_title = False
    per_page = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceHistory]:
        rows: QuerySet[PriceHistory] = super().get_queryset(request)
        return rows.select_related("changed_by")

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    @admin.display(description="price")
    def cost(self, row: PriceHistory) -> SafeString:
        return amount(row.price, row.currency)


@admin.register(Variant)
class VariantAdmin(ModelAdmin):
    """Stock and prices, one variant a line. New ones are made with their product."""

    form = VariantForm
    list_display = ("product_name", "name", "sku", "price_now", "stock", "waiting", "is_sold")
    list_display_links = ("product_name", "name")
    list_filter = (
        VariantStockFilter,
        "product__is_active",
        ("product__category", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("product",)
    search_fields = ("sku", "name", "product__name", "product__brand")
    search_help_text = "SKU, variant, product or brand"
    ordering = ("product__name", "position", "pk")
    fields = ("product", "name", "name_de", "sku", "price", "currency", "stock", "position")
    readonly_fields = ("product",)
    inlines = (PriceHistoryInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        variants: QuerySet[Variant] = super().get_queryset(request)
        counts = Q(stock_alerts__confirmed_at__isnull=False, stock_alerts__due_at=None)
        return variants.annotate(waiting_count=Count("stock_alerts", filter=counts))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Variant, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        prices_record(variants=[obj], now=timezone.now(), by=cast(User, request.user))

    @admin.display(description="product", ordering="product__name")
    def product_name(self, variant: Variant) -> str:
        return variant.product.name

    @admin.display(description="price", ordering="price")
    def price_now(self, variant: Variant) -> SafeString:
        return amount(variant.price, variant.currency)

    @admin.display(description="wait for it", ordering="waiting_count")
    def waiting(self, variant: Variant) -> int:
        """How many asked to be told when it is back."""
        return getattr(variant, "waiting_count", 0)

    @admin.display(description="for sale", boolean=True, ordering="product__is_active")
    def is_sold(self, variant: Variant) -> bool:
        return variant.product.is_active


@admin.register(Product)
class ProductAdmin(SheetAdmin, ModelAdmin):
    list_display = ("picture_small", "name", "brand", "category", "price_from", "stock", "is_active")
    list_display_links = ("picture_small", "name")
    list_filter = ("is_active", StockFilter, ("category", admin.RelatedOnlyFieldListFilter), "brand")
    list_select_related = ("category__parent",)
    search_fields = ("name", "name_de", "brand", "slug")
    search_help_text = "Name, brand, slug or SKU"
    autocomplete_fields = ("category",)
    prepopulated_fields: ClassVar[dict[str, tuple[str, ...]]] = {"slug": ("name",)}
    readonly_fields = ("created_at", "picture_large")
    inlines = (VariantInline,)
    actions_list = ("to_import", "to_export")
    date_hierarchy = "created_at"
    fieldsets = (
        (None, {"fields": ("name", "slug", "brand", "category", "is_active")}),
        ("What people read", {"fields": ("description", "attributes")}),
        ("How it looks", {"fields": ("picture_large", "picture")}),
        ("How it is found", {"fields": ("search_terms", "created_at")}),
        (
            "In German",
            {
                "fields": ("name_de", "description_de", "attributes_de", "search_terms_de"),
                "classes": ("tab",),
                "description": _FALLBACK,
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        products: QuerySet[Product] = super().get_queryset(request)
        # Subqueries, so that they are asked for the products of one page only, and not for all to be grouped.
        variants = Variant.objects.filter(product=OuterRef("pk")).order_by().values("product")
        return products.defer("document", "document_de").annotate(
            price_from=Subquery(variants.values(least=Min("price"))),
            price_currency=Subquery(variants.values(least=Min("currency"))),
            units=Subquery(variants.values(units=Sum("stock"))),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        """Search by SKU as well, without a join by which every product would come once for each variant."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if search_term:
            of_sku = Variant.objects.filter(sku__icontains=search_term).values("product")
            found |= queryset.filter(pk__in=of_sku)
        return found, may_repeat

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Variant:
            prices_record(
                variants=formset.instance.variants.all(), now=timezone.now(), by=cast(User, request.user)
            )

    @admin.display(description="")
    def picture_small(self, product: Product) -> SafeString:
        return preview(product, 44)

    @admin.display(description="Preview")
    def picture_large(self, product: Product) -> SafeString | str:
        return preview(product, 240) if product.pk else "Drawn once the product is saved."

    @admin.display(description="price from", ordering="price_from")
    def price_from(self, product: Product) -> SafeString | str:
        price = getattr(product, "price_from", None)
        return "–" if price is None else amount(price, getattr(product, "price_currency", ""))

    @admin.display(description="in stock", ordering="units")
    def stock(self, product: Product) -> int:
        return getattr(product, "units", None) or 0
