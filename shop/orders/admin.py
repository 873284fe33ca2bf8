"""Orders in the admin: looked up, moved on, and taken back; what was bought and paid stays as it was."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextInputWidget

from shop.catalogue.admin_columns import amount
from shop.models import Order, OrderLine, OrderStatus, User
from shop.orders.refunds import order_refund


class RefundForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text="The customer reads it, in the mail and with the order.",
    )


class OrderForm(forms.ModelForm):  # type: ignore[type-arg]
    """An order becomes a refunded one by its refund only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if status := self.fields.get("status"):
            cast(forms.ChoiceField, status).choices = [
                choice for choice in OrderStatus.choices if choice[0] != OrderStatus.REFUNDED
            ]


class OrderLineInline(TabularInline):
    model = OrderLine
    extra = 0
    show_title = False
    can_delete = False
    fields: ClassVar = ["name", "variant", "sku", "quantity", "usual_price", "price", "promotion", "total"]
    readonly_fields: ClassVar = fields

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Order)
class OrderAdmin(ModelAdmin):
    form = OrderForm
    list_display: ClassVar = ["number_whole", "state", "email", "things", "paid", "code", "created_at"]
    list_filter: ClassVar = ["status", "country", "created_at"]
    list_filter_submit = False
    search_fields: ClassVar = ["number", "email", "name", "lines__sku", "lines__name"]
    search_help_text = "Number, e-mail address, name, SKU or product"
    date_hierarchy = "created_at"
    inlines: ClassVar = [OrderLineInline]
    actions_detail = ("refund",)
    readonly_fields: ClassVar = [
        "number", "user", "email", "language", "currency", "subtotal", "code", "discount", "total", "payment_reference",
        "created_at", "confirmed_at", "refunded_at", "refunded_by", "refund_reason", "refund_told_at",
    ]  # fmt: skip
    fieldsets: ClassVar = [
        (None, {"fields": ["number", "status", "created_at", "confirmed_at"]}),
        (
            "Who and where",
            {
                "fields": [
                    "user",
                    "email",
                    "name",
                    "street",
                    "extra",
                    "postcode",
                    "city",
                    "country",
                    "language",
                ]
            },
        ),
        ("Money", {"fields": ["subtotal", "code", "discount", "total", "currency", "payment_reference"]}),
    ]
    _REFUND: ClassVar = (
        "Refund",
        {"fields": ["refunded_at", "refunded_by", "refund_reason", "refund_told_at"]},
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        orders: QuerySet[Order] = super().get_queryset(request)
        return orders.annotate(units=Sum("lines__quantity"))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Order | None:
        order: Order | None = super().get_object(request, object_id, from_field)
        if order is None or request.method != "POST":
            return order
        # A form writes the order whole, so a refund at the same moment must come before it or after it.
        return Order.objects.select_for_update(no_key=True).get(pk=order.pk)

    def get_fieldsets(self, request: HttpRequest, obj: Order | None = None) -> Any:
        is_refunded = obj is not None and obj.status == OrderStatus.REFUNDED
        return [*self.fieldsets, self._REFUND] if is_refunded else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Order | None = None) -> Any:
        is_refunded = obj is not None and obj.status == OrderStatus.REFUNDED
        return [*self.readonly_fields, "status"] if is_refunded else self.readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_refund_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm("shop.refund_order")

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Offer no refund of what is refunded."""
        is_refunded = Order.objects.filter(pk=object_id, status=OrderStatus.REFUNDED).exists()
        return [] if is_refunded else super().get_actions_detail(request, object_id)

    @action(
        description="Refund…",
        url_path="refund",
        permissions=["refund"],
        icon="undo",
        variant=ActionVariant.DANGER,
    )
    def refund(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, then take the order back."""
        order = get_object_or_404(Order.objects.prefetch_related("lines"), pk=object_id)
        if order.status == OrderStatus.REFUNDED:
            self.message_user(request, f"Order {order.number} is refunded already.", messages.WARNING)
            return redirect("admin:shop_order_change", order.pk)
        form = RefundForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._refund(request, order, form.cleaned_data["reason"])
            return redirect("admin:shop_order_change", order.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Refund order {order.number}?",
            "opts": self.opts,
            "order": order,
            "form": form,
        }
        return render(request, "admin/shop/order/refund.html", context)

    def _refund(self, request: HttpRequest, order: Order, reason: str) -> None:
        if order_refund(order_id=order.pk, reason=reason, by=cast(User, request.user), now=timezone.now()):
            self.log_change(request, order, f"Refunded {order.total} {order.currency}. {reason}")
            self.message_user(request, f"Order {order.number} is refunded.", messages.SUCCESS)
        else:
            self.message_user(request, f"Order {order.number} is refunded already.", messages.WARNING)

    @admin.display(description="number", ordering="number")
    def number_whole(self, order: Order) -> SafeString:
        return format_html('<span style="white-space: nowrap">{}</span>', order.number)

    @display(
        description="status",
        ordering="status",
        label={"Placed": "info", "On its way": "warning", "Delivered": "success", "Refunded": "danger"},
    )
    def state(self, order: Order) -> str:
        return str(order.get_status_display())

    @admin.display(description="things", ordering="units")
    def things(self, order: Order) -> int:
        return getattr(order, "units", None) or 0

    @admin.display(description="total", ordering="total")
    def paid(self, order: Order) -> SafeString:
        return amount(order.total, order.currency)
