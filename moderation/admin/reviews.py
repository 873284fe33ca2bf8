"""Reviews in the admin: read, and decided through the one service that notes what persons decide."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from moderation.services import reviews_decide_by_person
from shop.models import Review, User
from shop.reviews.decisions import ReviewDecision
from shop.reviews.services import MAX_REASON

_STALE = "“%s” was edited or withdrawn meanwhile, and nothing was decided: read it again."
_VERDICTS = [(Review.Status.APPROVED.value, "Approve"), (Review.Status.REJECTED.value, "Reject")]


class ReviewActionForm(ActionForm):
    """The reason, and when the list was read: what was edited after that is not decided unread."""

    reason = forms.CharField(
        label="",
        required=False,
        max_length=MAX_REASON,
        widget=UnfoldAdminTextInputWidget(
            attrs={"placeholder": "Reason, if rejected", "aria-label": "Reason"}
        ),
    )
    read_at = forms.DateTimeField(
        label="", widget=forms.HiddenInput, initial=lambda: timezone.now().isoformat()
    )


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    verdict = forms.ChoiceField(choices=_VERDICTS, widget=UnfoldAdminRadioSelectWidget, required=False)
    reason = forms.CharField(
        required=False,
        max_length=MAX_REASON,
        widget=UnfoldAdminTextInputWidget,
        help_text="Needed to reject. The author reads it.",
    )
    read_revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Review
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read_revision"].initial = self.instance.revision

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == Review.Status.REJECTED and not cleaned.get("reason"):
            self.add_error("reason", "Say why: the author reads it.")
        return cleaned


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    form = DecisionForm
    action_form = ReviewActionForm
    actions = ("approve", "reject")
    list_display = ("excerpt", "product", "author", "stars", "state", "verified_purchase", "submitted_at")
    list_filter = ("status", "rating", "verified_purchase", "submitted_at")
    list_select_related = ("product", "author")
    search_fields = ("text", "product__name", "author__email", "author__name")
    date_hierarchy = "submitted_at"
    readonly_fields = (
        "product", "author", "stars", "text", "verified_purchase", "revision", "submitted_at", "edited_at",
        "state", "status_reason", "decided_by", "decided_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("product", "author", "stars", "text", "verified_purchase")}),
        ("Decide", {"fields": ("verdict", "reason", "read_revision")}),
        ("Now", {"fields": ("state", "status_reason", "decided_by", "decided_at")}),
        ("Versions", {"fields": ("revision", "submitted_at", "edited_at")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

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

    @admin.action(description="Approve", permissions=["change"])
    def approve(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        self._decide_all(request, reviews, Review.Status.APPROVED)

    @admin.action(description="Reject, with the reason", permissions=["change"])
    def reject(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        if not request.POST.get("reason", "").strip():
            self.message_user(request, "Give a reason: the authors read it.", messages.ERROR)
            return
        self._decide_all(request, reviews, Review.Status.REJECTED)

    def save_model(self, request: HttpRequest, obj: Review, form: DecisionForm, change: bool) -> None:
        if verdict := form.cleaned_data.get("verdict"):
            self._decide(
                request,
                obj,
                revision=form.cleaned_data["read_revision"],
                verdict=Review.Status(verdict),
                reason=form.cleaned_data["reason"],
            )

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        # Django would write "no fields changed": the decision has written its own entry.
        return []

    def log_change(self, request: HttpRequest, obj: Review, message: Any) -> Any:
        return super().log_change(request, obj, message) if message else None

    def _decide_all(self, request: HttpRequest, reviews: QuerySet[Review], verdict: Review.Status) -> None:
        read_at = ReviewActionForm.base_fields["read_at"].clean(request.POST.get("read_at") or None)
        done = 0
        for review in reviews.select_related("product"):
            if review.written_at > read_at:
                self.message_user(request, _STALE % self.excerpt(review), messages.WARNING)
                continue
            reason = request.POST.get("reason", "") if verdict == Review.Status.REJECTED else ""
            done += self._decide(request, review, revision=review.revision, verdict=verdict, reason=reason)
        if done:
            self.message_user(request, f"{done} {verdict.label.lower()}.", messages.SUCCESS)

    def _decide(
        self, request: HttpRequest, review: Review, *, revision: int, verdict: Review.Status, reason: str
    ) -> bool:
        decision = ReviewDecision(review.pk, revision, verdict, reason, by=cast(User, request.user))
        changed = bool(reviews_decide_by_person([decision]))
        if changed:
            words = f"Revision {revision} {verdict.label.lower()}. {reason}".strip()
            super().log_change(request, review, words)
        else:
            self.message_user(request, _STALE % self.excerpt(review), messages.WARNING)
        return changed
