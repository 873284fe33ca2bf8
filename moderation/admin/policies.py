"""Policies in the admin: copied, edited while drafts, tried out, put to work."""

from collections.abc import Callable
from typing import Any, ClassVar, Final, cast

from confluent_kafka import KafkaException
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from consumers.errors import ConsumerError
from moderation.admin import trial
from moderation.admin.policy_form import PolicyDocumentForm, document_shown, fieldsets
from moderation.documents import document_from
from moderation.errors import ModerationError
from moderation.models import PolicyVersion
from moderation.revalidation import queue
from moderation.revalidation.stages import revalidation_start
from moderation.versions import (
    policy_draft,
    policy_edit,
    policy_make_live,
    policy_retire,
    policy_run_in_shadow,
)
from shop.models import User

_STATES: Final = {"Draft": "info", "Live": "success", "In shadow": "warning", "Retired": "default"}


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ModelAdmin):
    form = PolicyDocumentForm
    list_display = ("version", "state_shown", "note", "created_at", "created_by")
    list_filter = ("state",)
    search_fields = ("version", "note")
    list_select_related = ("created_by",)
    actions_list = ("try_out",)
    actions = ("copy", "make_live", "run_in_shadow", "retire", "look_back")
    readonly_fields = ("version", "state_shown", "created_at", "created_by", "document_shown")
    _FIXED: ClassVar = [
        (None, {"fields": ["version", "state_shown", "note", "created_at", "created_by"]}),
        ("What it says", {"fields": ["document_shown"]}),
    ]

    class Media:
        css: ClassVar = {"all": ("styles/moderation.css",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A version is made as a copy of another.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PolicyVersion | None = None) -> bool:
        return obj is not None and _is_draft(obj) and super().has_delete_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: PolicyVersion | None = None) -> Any:
        return fieldsets() if obj is not None and _is_draft(obj) else self._FIXED

    def get_readonly_fields(self, request: HttpRequest, obj: PolicyVersion | None = None) -> Any:
        return self.readonly_fields if obj is not None and _is_draft(obj) else (*self.readonly_fields, "note")

    def save_model(self, request: HttpRequest, obj: PolicyVersion, form: Any, change: bool) -> None:
        if form.document is not None:
            policy_edit(version=obj.version, document=form.document, note=obj.note)

    @display(description="state", ordering="state", label=_STATES)
    def state_shown(self, version: PolicyVersion) -> str:
        return str(version.get_state_display())

    @admin.display(description="document")
    def document_shown(self, version: PolicyVersion) -> SafeString:
        return format_html('<pre class="mq-document">{}</pre>', document_shown(version))

    @action(description="Try a text", url_path="try", icon="science", permissions=["view"])
    def try_out(self, request: HttpRequest) -> HttpResponse:
        """Judge a text, a file or stored reviews by any version; nothing is stored."""
        return trial.page(request, context={**self.admin_site.each_context(request), "opts": self.opts})

    @admin.action(description="Copy as a draft", permissions=["change"])
    def copy(self, request: HttpRequest, chosen: QuerySet[PolicyVersion]) -> HttpResponse | None:
        if (source := self._only(request, chosen)) is None:
            return None
        try:
            document = document_from(source.document)
        except ModerationError as error:
            self.message_user(request, str(error), messages.ERROR)
            return None
        draft = policy_draft(document=document, note=f"Copy of {source}", by=cast(User, request.user))
        self.log_addition(request, draft, f"Copied from {source}.")
        return redirect("admin:moderation_policyversion_change", draft.pk)

    @admin.action(description="Make live", permissions=["change"])
    def make_live(self, request: HttpRequest, chosen: QuerySet[PolicyVersion]) -> None:
        self._set(request, chosen, policy_make_live, "%s is live. Consumers follow within a second.")

    @admin.action(description="Run in shadow", permissions=["change"])
    def run_in_shadow(self, request: HttpRequest, chosen: QuerySet[PolicyVersion]) -> None:
        done = "%s runs in shadow: what it would decide is noted, and has no effect."
        self._set(request, chosen, policy_run_in_shadow, done)

    @admin.action(description="Retire", permissions=["change"])
    def retire(self, request: HttpRequest, chosen: QuerySet[PolicyVersion]) -> None:
        self._set(request, chosen, policy_retire, "%s is retired.")

    @admin.action(description="Look back: what would change?", permissions=["change"])
    def look_back(self, request: HttpRequest, chosen: QuerySet[PolicyVersion]) -> HttpResponse | None:
        """Begin a dry run over all past reviews; Celery's workers do it."""
        if (version := self._only(request, chosen)) is None:
            return None
        by = cast(User, request.user)
        try:
            found = revalidation_start(policy_version=version.version, applies=False, by=by)
        except (ModerationError, ConsumerError, KafkaException) as error:
            self.message_user(request, str(error), messages.ERROR)
            return None
        queue.enqueue(found)
        self.log_change(request, version, f"{found} begun, as a dry run.")
        return redirect("admin:moderation_revalidation_change", found.pk)

    def _set(
        self, request: HttpRequest, chosen: QuerySet[PolicyVersion], change: Callable[..., None], done: str
    ) -> None:
        if (version := self._only(request, chosen)) is None:
            return
        try:
            change(version=version.version)
        except ModerationError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.log_change(request, version, done % version)
            self.message_user(request, done % version, messages.SUCCESS)

    def _only(self, request: HttpRequest, chosen: QuerySet[PolicyVersion]) -> PolicyVersion | None:
        if chosen.count() == 1:
            return chosen.get()
        self.message_user(request, "Choose one policy.", messages.ERROR)
        return None


def _is_draft(version: PolicyVersion) -> bool:
    return version.state == PolicyVersion.State.DRAFT
