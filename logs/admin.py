"""Teams, rules, routes and silences in the admin, and what was told to whom."""

from typing import Any, ClassVar, Final

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.forms.widgets import ArrayWidget
from unfold.decorators import display

from logs.delivery.channels import shown
from logs.models import Inhibition, Notification, Route, Rule, Silence, Team

_ARRAYS: Final = {ArrayField: {"widget": ArrayWidget}}


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    list_display: ClassVar = ["name", "about", "told_by", "escalates_to", "escalates_after"]
    search_fields: ClassVar = ["name", "about"]
    formfield_overrides: ClassVar = _ARRAYS

    @admin.display(description="told by")
    def told_by(self, team: Team) -> str:
        return ", ".join(shown(channel) for channel in team.channels) or "nothing: nobody hears of its alerts"


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    list_display: ClassVar = ["name", "kind", "found_by", "team", "importance", "active"]
    list_filter: ClassVar = ["kind", "team", "importance", "active"]
    list_editable: ClassVar = ["active"]
    search_fields: ClassVar = ["name", "about", "text"]
    save_as = True
    formfield_overrides: ClassVar = _ARRAYS
    fieldsets: ClassVar = [
        (None, {"fields": ["name", "about", "team", "importance", "active"]}),
        (
            "Which lines",
            {
                "fields": ["kind", "least_severity", "text", "matchers", "by"],
                "description": "Try a rule before it goes live: save it switched off, then run "
                "manage.py backtest_rule NAME.",
            },
        ),
        (
            "How many",
            {"fields": ["window_seconds", "limit", "clear_limit", "least_count", "baseline_windows"]},
        ),
        ("How long", {"fields": ["hold_seconds", "calm_seconds"]}),
    ]

    @admin.display(description="fires at")
    def found_by(self, rule: Rule) -> str:
        match rule.kind:
            case Rule.Kind.ABSENCE:
                return f"no line for {rule.window_seconds} s"
            case Rule.Kind.NEW_ERROR:
                return "the first line"
            case Rule.Kind.RATE:
                return f"{rule.limit:g} % in {rule.window_seconds} s"
            case Rule.Kind.SPIKE:
                return f"{rule.limit:g} times the usual in {rule.window_seconds} s"
        return f"{rule.limit:g} lines in {rule.window_seconds} s"


@admin.register(Route)
class RouteAdmin(ModelAdmin):
    list_display: ClassVar = [
        "__str__",
        "parent",
        "position",
        "group_by",
        "group_seconds",
        "repeat_minutes",
        "goes_on",
    ]
    list_editable: ClassVar = ["position"]
    formfield_overrides: ClassVar = _ARRAYS


@admin.register(Silence)
class SilenceAdmin(ModelAdmin):
    list_display: ClassVar = ["comment", "matchers", "starts_at", "ends_at"]
    date_hierarchy = "starts_at"
    search_fields: ClassVar = ["comment"]

    def save_model(self, request: HttpRequest, obj: Silence, form: Any, change: bool) -> None:
        if not change:
            obj.made_by = str(getattr(request.user, "public_id", ""))
        super().save_model(request, obj, form, change)


@admin.register(Inhibition)
class InhibitionAdmin(ModelAdmin):
    list_display: ClassVar = ["about", "source", "target", "equal"]
    formfield_overrides: ClassVar = _ARRAYS


@admin.register(Notification)
class NotificationAdmin(ModelAdmin):
    """To read only: what was told is history."""

    list_display: ClassVar = [
        "subject",
        "team",
        "to",
        "state",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
    ]
    list_filter: ClassVar = ["status", "kind", "team"]
    fields: ClassVar = [*list_display, "text"]
    readonly_fields: ClassVar = fields

    @admin.display(description="message")
    def subject(self, row: Notification) -> str:
        return str(row.content["subject"])

    @admin.display(description="text")
    def text(self, row: Notification) -> str:
        return str(row.content["text"])

    @admin.display(description="to")
    def to(self, row: Notification) -> str:
        return shown(row.channel)

    @display(description="state", label={"sent": "success", "waiting": "warning", "failed": "danger"})
    def state(self, row: Notification) -> str:
        return row.status

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False
