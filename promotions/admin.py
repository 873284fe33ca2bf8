"""Promotions in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from unfold.admin import ModelAdmin
from unfold.contrib.forms.widgets import ArrayWidget

from promotions.models import Code, Promotion, Synonym


@admin.register(Promotion)
class PromotionAdmin(ModelAdmin):
    list_display: ClassVar = ["title", "reward", "starts_at", "ends_at", "priority", "editorial", "active"]
    list_filter: ClassVar = ["active", "editorial", "starts_at", "ends_at"]
    date_hierarchy = "ends_at"
    search_fields: ClassVar = ["title", "text", "keywords"]
    list_editable: ClassVar = ["priority", "active"]
    fieldsets: ClassVar = [
        (None, {"fields": ["title", "text", "active"]}),
        (
            "Who sees it",
            {
                "fields": ["keywords", "editorial", "priority"],
                "description": "People who searched for a keyword, or for anything that means the same, see it on "
                "their home page. An editorial one is shown to everybody else.",
            },
        ),
        (
            "What it reduces",
            {
                "fields": ["categories", "products", "reward_percent", "reward_amount", "reward_currency"],
                "description": "Either a percent or an amount. Of several promotions for one product only the best "
                "counts. A department stands for all of its kinds.",
            },
        ),
        ("When", {"fields": ["starts_at", "ends_at"]}),
    ]
    formfield_overrides: ClassVar = {ArrayField: {"widget": ArrayWidget}}

    @admin.display(description="Reward")
    def reward(self, promotion: Promotion) -> str:
        if promotion.reward_percent is not None:
            return f"{promotion.reward_percent.normalize():f} %"
        return f"{promotion.reward_amount} {promotion.reward_currency}"


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    list_display: ClassVar = ["__str__"]
    search_fields: ClassVar = ["words"]
    formfield_overrides: ClassVar = {ArrayField: {"widget": ArrayWidget}}


@admin.register(Code)
class CodeAdmin(ModelAdmin):
    list_display: ClassVar = [
        "text",
        "about",
        "minimum",
        "starts_at",
        "ends_at",
        "uses",
        "uses_limit",
        "listed",
    ]
    list_filter: ClassVar = ["listed", "once_per_person"]
    search_fields: ClassVar = ["text", "about"]
    readonly_fields: ClassVar = ["uses"]
    fieldsets: ClassVar = [
        (None, {"fields": ["text", "about", "listed"]}),
        ("What it takes off", {"fields": ["percent", "amount", "categories", "minimum"]}),
        ("When and how often", {"fields": ["starts_at", "ends_at", "uses_limit", "uses", "once_per_person"]}),
    ]
    formfield_overrides: ClassVar = {ArrayField: {"widget": ArrayWidget}}
