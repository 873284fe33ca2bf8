"""The merchant's and the operators' admin pages."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Min, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from shop.catalogue.admin_pictures import preview
from shop.catalogue.detail import FEW
from shop.models import Category, Product, User, Variant
from shop.orders.admin import OrderAdmin
from shop.pricing.services import prices_record
from shop.reviews.admin import ReviewAdmin

__all__ = ["CategoryAdmin", "OrderAdmin", "ProductAdmin", "ReviewAdmin", "UserAdmin"]

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    ordering = ("-date_joined",)
    list_display = ("email", "name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "name", "public_id")
    readonly_fields = ("public_id", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "public_id", "password")}),
        ("May do", {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
        ("Times", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),)
    filter_horizontal = ("user_permissions",)


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ("name", "parent", "slug", "position")
    list_editable = ("position",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("name", "slug")
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


class VariantInline(TabularInline):
    model = Variant
    fields = ("name", "sku", "price", "currency", "stock", "position")
    extra = 0
    min_num = 1
    validate_min = True


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    list_display = ("picture_small", "name", "brand", "category", "price_from", "stock", "is_active")
    list_display_links = ("picture_small", "name")
    list_filter = ("is_active", StockFilter, ("category", admin.RelatedOnlyFieldListFilter), "brand")
    list_select_related = ("category__parent",)
    search_fields = ("name", "brand", "slug", "variants__sku")
    autocomplete_fields = ("category",)
    prepopulated_fields: ClassVar[dict[str, tuple[str, ...]]] = {"slug": ("name",)}
    readonly_fields = ("created_at", "picture_large")
    inlines = (VariantInline,)
    date_hierarchy = "created_at"
    fieldsets = (
        (None, {"fields": ("name", "slug", "brand", "category", "is_active")}),
        ("What people read", {"fields": ("description", "attributes")}),
        ("How it looks", {"fields": ("picture_large", "picture")}),
        ("How it is found", {"fields": ("search_terms", "created_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        products: QuerySet[Product] = super().get_queryset(request)
        return products.annotate(price_from=Min("variants__price"), units=Sum("variants__stock"))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Variant:
            prices_record(variants=formset.instance.variants.all(), now=timezone.now())

    @admin.display(description="")
    def picture_small(self, product: Product) -> SafeString:
        return preview(product, 44)

    @admin.display(description="Preview")
    def picture_large(self, product: Product) -> SafeString | str:
        return preview(product, 240) if product.pk else "Drawn once the product is saved."

    @admin.display(description="price from", ordering="price_from")
    def price_from(self, product: Product) -> str:
        price = getattr(product, "price_from", None)
        return "–" if price is None else f"{price:.2f}"

    @admin.display(description="in stock", ordering="units")
    def stock(self, product: Product) -> int:
        return getattr(product, "units", None) or 0
