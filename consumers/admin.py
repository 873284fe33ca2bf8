"""Dead letters in the admin, to read only: what is done with them goes through ``manage.py dead_letters``."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from consumers.models import DeadLetter

_LONGEST = 4000


@admin.register(DeadLetter)
class DeadLetterAdmin(ModelAdmin):
    list_display = ("consumer", "place", "error_type", "status", "created_at")
    list_filter = ("status", "consumer", "topic", "error_type")
    search_fields = ("error", "error_type")
    date_hierarchy = "created_at"
    fields = (
        "consumer",
        "place",
        "error_type",
        "error",
        "content",
        "headers",
        "status",
        "created_at",
        "resolved_at",
    )
    readonly_fields = fields

    @admin.display(description="record", ordering="offset")
    def place(self, letter: DeadLetter) -> str:
        return f"{letter.topic}[{letter.partition}] at {letter.offset}"

    @admin.display(description="message")
    def content(self, letter: DeadLetter) -> str:
        return bytes(letter.payload).decode(errors="replace")[:_LONGEST]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: DeadLetter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DeadLetter | None = None) -> bool:
        return False
