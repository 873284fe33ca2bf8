"""Looks back in the admin: how far they have come, what they found, and what shall become of it."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin
from unfold.decorators import display

from moderation.errors import ModerationError
from moderation.models import Revalidation
from moderation.revalidation import queue
from moderation.revalidation.selectors import changes_of, stage_done
from moderation.revalidation.stages import revalidation_apply, revalidation_drop, revalidation_pause

PAGE: Final = "admin:moderation_revalidation_change"

_DOES: Final[dict[str, Callable[[int], None]]] = {
    "pause": lambda number: revalidation_pause(number=number, paused=True),
    "resume": lambda number: revalidation_pause(number=number, paused=False),
    "apply": lambda number: revalidation_apply(number=number),
    "drop": lambda number: revalidation_drop(number=number),
}


@admin.register(Revalidation)
class RevalidationAdmin(ModelAdmin):
    """Begun from the list of policies, or by ``revalidate_reviews``."""

    list_display = ("__str__", "state", "judged", "kept", "include_human", "started_at", "started_by")
    list_filter = ("stage",)
    list_select_related = ("started_by",)
    list_before_template = "admin/moderation/_looks.html"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(
                "<int:number>/<str:deed>/",
                view(self.do),
                name="moderation_revalidation_do",
            )
        ]
        return [*super().get_urls()[:-1], *own, super().get_urls()[-1]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(
        description="stage",
        ordering="stage",
        label={"Applied": "success", "Compared": "info", "Dropped": "default", "Paused": "warning"},
    )
    def state(self, found: Revalidation) -> str:
        return "Paused" if found.is_paused else str(found.get_stage_display())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = get_object_or_404(Revalidation, pk=int(object_id) if object_id.isdecimal() else 0)
        changes = () if found.is_working and found.stage != found.Stage.APPLYING else changes_of(found)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(found).capitalize(),
            "found": found,
            "done": stage_done(found),
            "changes": changes,
            "different": sum(change.count for change in changes),
            "may_change": self.has_change_permission(request),
        }
        return render(request, "admin/moderation/revalidation.html", context)

    def do(self, request: HttpRequest, number: int, deed: str) -> HttpResponse:
        """Pause, resume, apply or drop."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        found = get_object_or_404(Revalidation, pk=number)
        if deed not in _DOES:
            return redirect(PAGE, number)
        try:
            _DOES[deed](number)
        except ModerationError as error:
            messages.error(request, str(error))
        else:
            self.log_change(request, found, f"{deed.capitalize()}.")
            found.refresh_from_db()
            if found.is_working and not found.is_paused:
                queue.enqueue(found)
        return redirect(PAGE, number)
