"""The outbox in the admin: what waits, what can't be sent and why, and the two things to do about it."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from tracking.models import OutboxMessage


class _StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("blocked", "Can’t be sent"), ("waiting", "Waiting")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutboxMessage]
    ) -> QuerySet[OutboxMessage] | None:
        match self.value():
            case "blocked":
                return queryset.filter(attempts__gt=0)
            case "waiting":
                return queryset.filter(attempts=0)
        return queryset


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ModelAdmin):
    """To read only, but for a row that can't be sent: it can be tried at once, or discarded after a confirmation (the
    admin's own page for deleting), which lets the rows behind it go on."""

    list_display = ("aggregate", "topic", "attempts", "last_error", "next_attempt_at", "created_at")
    list_filter = (_StateFilter, "topic")
    search_fields = ("aggregate",)
    ordering = ("id",)
    fields = (*list_display, "key", "payload")
    readonly_fields = fields
    actions: ClassVar = ["try_now"]

    @admin.action(description="Try again now", permissions=["retry"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        count = queryset.update(next_attempt_at=None)
        messages.success(request, f"The relay tries {count} of them within a second.")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_delete_permission(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutboxMessage | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutboxMessage | None = None) -> bool:
        # Of one that can't be sent only, and so never of many at once: that asks without saying of which.
        return obj is not None and obj.attempts > 0 and bool(super().has_delete_permission(request, obj))
