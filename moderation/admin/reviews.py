"""Reviews in the admin: a list to find one, the queue of what waits, and a page each to read and decide."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from moderation.admin import queue
from shop.models import Review


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    """Decisions are made on the queue's pages, which all go through ``moderation.queue.services``."""

    list_display = ("excerpt", "product", "author", "stars", "state", "verified_purchase", "submitted_at")
    list_filter = ("status", "rating", "verified_purchase", "submitted_at")
    list_select_related = ("product", "author")
    search_fields = ("text", "product__name", "author__email", "author__name")
    date_hierarchy = "submitted_at"
    actions_list = ("to_queue",)
    actions = None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("queue/", view(self.queue), name="moderation_queue"),
            path("queue/next/", view(self.take_next), name="moderation_next"),
            path("<int:number>/decide/", view(self.decide), name="moderation_decide"),
            path("<int:number>/skip/", view(self.skip), name="moderation_skip"),
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @action(description="Queue", url_path="to-queue", icon="inbox", permissions=["view"])
    def to_queue(self, request: HttpRequest) -> HttpResponse:
        return redirect(queue.QUEUE)

    def queue(self, request: HttpRequest) -> HttpResponse:
        self._require(request, changes=request.method == "POST")
        return queue.queue_page(request, context=self._context(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self._require(request, changes=False)
        if not object_id.isdecimal():
            return redirect(queue.QUEUE)
        return queue.review_page(request, int(object_id), context=self._context(request))

    def decide(self, request: HttpRequest, number: int) -> HttpResponse:
        return self._posted(request) or queue.decide(request, number)

    def skip(self, request: HttpRequest, number: int) -> HttpResponse:
        return self._posted(request) or queue.skip(request, number)

    def take_next(self, request: HttpRequest) -> HttpResponse:
        return self._posted(request) or queue.take_next(request)

    @admin.display(description="review", ordering="text")
    def excerpt(self, review: Review) -> str:
        return review.text if len(review.text) <= 80 else f"{review.text[:79].rstrip()}…"

    @admin.display(description="stars", ordering="rating")
    def stars(self, review: Review) -> SafeString:
        filled = "★" * review.rating + "☆" * (5 - review.rating)
        return format_html('<span title="{} of 5">{}</span>', review.rating, filled)

    @display(
        description="status",
        ordering="status",
        label={"Approved": "success", "Rejected": "danger", "Pending": "info", "Needs a person": "warning"},
    )
    def state(self, review: Review) -> str:
        return str(review.get_status_display())

    def _posted(self, request: HttpRequest) -> HttpResponse | None:
        """Return the answer to a request that isn't a POST; those change something."""
        self._require(request, changes=True)
        return None if request.method == "POST" else HttpResponseNotAllowed(["POST"])

    def _require(self, request: HttpRequest, *, changes: bool) -> None:
        allowed = self.has_change_permission(request) if changes else self.has_view_permission(request)
        if not allowed:
            raise PermissionDenied

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "may_decide": self.has_change_permission(request),
        }
