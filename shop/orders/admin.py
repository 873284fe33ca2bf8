"""Orders in the admin: looked up, and moved on; what was bought and paid stays as it was."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from shop.models import Order, OrderLine


class OrderLineInline(TabularInline):
    model = OrderLine
    extra = 0
    can_delete = False
    fields: ClassVar = ["name", "variant", "sku", "quantity", "usual_price", "price", "promotion", "total"]
    readonly_fields: ClassVar = fields

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Order)
class OrderAdmin(ModelAdmin):
    list_display: ClassVar = ["number", "email", "status", "total", "currency", "code", "created_at"]
    list_filter: ClassVar = ["status", "created_at"]
    search_fields: ClassVar = ["number", "email", "lines__sku", "lines__name"]
    date_hierarchy = "created_at"
    inlines: ClassVar = [OrderLineInline]
    readonly_fields: ClassVar = [
        "number", "user", "email", "currency", "subtotal", "code", "discount", "total", "payment_reference",
        "created_at", "confirmed_at",
    ]  # fmt: skip
    fieldsets: ClassVar = [
        (None, {"fields": ["number", "status", "created_at", "confirmed_at"]}),
        (
            "Who and where",
            {"fields": ["user", "email", "name", "street", "extra", "postcode", "city", "country"]},
        ),
        ("Money", {"fields": ["subtotal", "code", "discount", "total", "currency", "payment_reference"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False
