"""The page that tries a policy: on a pasted text, a file of reviews, or the newest reviews of the store."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from moderation.documents import document_from, policy_of
from moderation.errors import BadLine, BadPolicy
from moderation.evaluation import Figures, Judged, Line, figures_of, lines_judge, lines_read
from moderation.marking import pieces
from moderation.models import PolicyVersion
from moderation.policies import live_policy
from shop.models import Review

_MOST_BYTES: Final = 1_000_000
_STORED: Final = 100
_LABELS: Final = {Review.Status.APPROVED: "approve", Review.Status.REJECTED: "reject"}


class TrialForm(forms.Form):
    policy = forms.ModelChoiceField(
        queryset=PolicyVersion.objects.all(),
        to_field_name="version",
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )
    text = forms.CharField(
        max_length=20_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        label="A review's text",
    )
    rating = forms.TypedChoiceField(
        choices=[(stars, f"{stars} of 5") for stars in (5, 4, 3, 2, 1)],
        coerce=int,
        widget=UnfoldAdminSelectWidget,
    )
    file = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        label="… or a file",
        help_text="One JSON object a line, as for evaluate_policy: text, rating, and label where it is known. 1 MB.",
    )
    stored = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        label=f"… or the newest {_STORED} reviews of the store",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > _MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB; evaluate_policy takes it.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [name for name in ("text", "file", "stored") if cleaned.get(name)]
        if not self.errors and len(given) != 1:
            raise forms.ValidationError(
                "Give a text, a file, or choose the store's reviews: one of the three."
            )
        return cleaned


@dataclass(frozen=True, slots=True)
class Shown:
    """A judged line to show: ``pieces`` is its text in order, each with whether it was matched."""

    judged: Judged
    pieces: tuple[tuple[str, bool], ...]


def page(request: HttpRequest, *, context: dict[str, Any]) -> HttpResponse:
    """Show the form and, once sent, what the policy makes of it."""
    live_policy()  # so that a new store has one to choose
    version = PolicyVersion.objects.filter(state=PolicyVersion.State.LIVE).first()
    form = TrialForm(
        request.POST or None, request.FILES or None, initial={"policy": version and version.version}
    )
    context |= {"title": "Try a policy", "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                context |= _results(form.cleaned_data)
                status = 200
            except BadPolicy as error:
                form.add_error("policy", str(error))
    return render(request, "admin/moderation/try.html", context, status=status)


def _results(given: dict[str, Any]) -> dict[str, Any]:
    version = given["policy"]
    policy = policy_of(document_from(version.document), version=version.version)
    found = list(_lines(given))
    judged = lines_judge(policy, [(number, line) for number, line in found if isinstance(line, Line)])
    figures: Figures = figures_of(judged)
    return {
        "policy": policy,
        "shown": [Shown(each, marked(each)) for each in judged],
        "bad": [line for _, line in found if isinstance(line, BadLine)],
        "figures": figures if figures.confusion else None,
    }


def _lines(given: dict[str, Any]) -> Any:
    if given["file"]:
        return lines_read(given["file"])
    if given["stored"]:
        newest = Review.objects.select_related("product").order_by("-submitted_at")[:_STORED]
        return enumerate((_line(review) for review in reversed(newest)), 1)
    return [(1, Line(text=given["text"], rating=given["rating"]))]


def _line(review: Review) -> Line:
    return Line(
        text=review.text,
        rating=review.rating,
        label=_LABELS.get(Review.Status(review.status)),  # type: ignore[arg-type]
        author=str(review.author_id),
        product=review.product.slug,
        minute=max(0, int(review.written_at.timestamp()) // 60),
        verified=review.verified_purchase,
    )


def marked(judged: Judged) -> tuple[tuple[str, bool], ...]:
    """Return the text in pieces, each with whether a signal matched it."""
    return pieces(judged.line.text, (span for signal in judged.judgement.signals for span in signal.spans))
