"""Promotions in the admin."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.forms.widgets import ArrayWidget
from unfold.decorators import display

from promotions.models import Code, Promotion, Synonym

_STATES: Final = {"Running": "success", "Not yet": "info", "Over": "warning", "Switched off": "danger"}


def _reward(percent: Decimal | None, amount: Decimal | None, currency: str) -> str:
    return f"{amount} {currency}" if percent is None else f"{percent.normalize():f} %"


def _state(starts_at: datetime, ends_at: datetime) -> str:
    now = timezone.now()
    if now < starts_at:
        return "Not yet"
    return "Running" if now < ends_at else "Over"


@admin.register(Promotion)
class PromotionAdmin(ModelAdmin):
    list_display: ClassVar = [
        "title",
        "reward",
        "state",
        "starts_at",
        "ends_at",
        "priority",
        "editorial",
        "active",
    ]
    list_filter: ClassVar = ["active", "editorial", "starts_at", "ends_at"]
    date_hierarchy = "ends_at"
    search_fields: ClassVar = ["title", "text", "keywords", "title_de", "keywords_de"]
    list_editable: ClassVar = ["priority", "active"]
    fieldsets: ClassVar = [
        (None, {"fields": ["title", "text", "active"]}),
        ("In German", {"fields": ["title_de", "text_de", "keywords_de"], "classes": ["tab"]}),
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
        return _reward(promotion.reward_percent, promotion.reward_amount, promotion.reward_currency)

    @display(description="now", label=_STATES)
    def state(self, promotion: Promotion) -> str:
        if not promotion.active:
            return "Switched off"
        return _state(promotion.starts_at, promotion.ends_at)


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    list_display: ClassVar = ["__str__", "language"]
    list_filter: ClassVar = ["language"]
    search_fields: ClassVar = ["words"]
    formfield_overrides: ClassVar = {ArrayField: {"widget": ArrayWidget}}


@admin.register(Code)
class CodeAdmin(ModelAdmin):
    list_display: ClassVar = [
        "text",
        "about",
        "reward",
        "state",
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
        (
            "What it takes off",
            {
                "fields": ["percent", "amount", "currency", "categories", "minimum"],
                "description": "Either a percent or an amount.",
            },
        ),
        ("When and how often", {"fields": ["starts_at", "ends_at", "uses_limit", "uses", "once_per_person"]}),
    ]
    formfield_overrides: ClassVar = {ArrayField: {"widget": ArrayWidget}}

    @admin.display(description="Takes off")
    def reward(self, code: Code) -> str:
        return _reward(code.percent, code.amount, code.currency)

    @display(description="now", label=_STATES)
    def state(self, code: Code) -> str:
        return _state(code.starts_at, code.ends_at)
