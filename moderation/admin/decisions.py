"""The audit trail: every decision, who or what made it, and why; to read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display

from moderation.models import Decision


@admin.register(Decision)
class DecisionAdmin(ModelAdmin):
    list_display = (
        "review", "revision", "outcome", "decided_by", "score", "why", "is_shadow", "decided_at", "latency",
    )  # fmt: skip
    list_filter = ("verdict", "is_shadow", "policy_version", "decided_at")
    list_select_related = ("person",)
    search_fields = ("=review_id", "=author", "reasons__icontains")
    date_hierarchy = "decided_at"
    fields = (
        "review",
        "revision",
        "outcome",
        "decided_by",
        "note",
        "score",
        "found",
        "decided_at",
        "latency",
    )
    readonly_fields = fields
    # A trail of years is long, and its exact length is nobody's question.
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="review", ordering="review_id")
    def review(self, decision: Decision) -> SafeString:
        address = reverse("admin:shop_review_change", args=[decision.review_id])
        return format_html('<a href="{}">{}</a>', address, decision.review_id)

    @display(
        description="verdict",
        ordering="verdict",
        label={"Approved": "success", "Rejected": "danger", "Needs a person": "warning"},
    )
    def outcome(self, decision: Decision) -> str:
        return str(decision.get_verdict_display())

    @admin.display(description="decided by", ordering="policy_version")
    def decided_by(self, decision: Decision) -> str:
        if decision.policy_version:
            return f"policy {decision.policy_version}"
        return str(decision.person or "a person whose account is gone")

    @admin.display(description="reasons")
    def why(self, decision: Decision) -> str:
        return ", ".join(decision.reasons) or decision.note

    @admin.display(description="signals")
    def found(self, decision: Decision) -> SafeString:
        found = ((one["code"], one["severity"], one["why"]) for one in decision.signals)
        return format_html_join("", "<p>{} ({}): {}</p>", found) or SafeString("none")

    @admin.display(description="after", ordering="latency_ms")
    def latency(self, decision: Decision) -> str:
        return f"{decision.latency_ms / 1000:,.1f} s"
