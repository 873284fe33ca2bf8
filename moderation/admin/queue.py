"""The pages of the queue: what waits, one review to decide about, and what becomes of a decision."""

from datetime import datetime
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from moderation.queue.dossier import dossier, reasons_to_choose
from moderation.queue.measures import measures
from moderation.queue.selectors import Version, Waiting, claims_of_others, waiting
from moderation.queue.services import next_claim, review_release, reviews_decide_read
from shop.models import Review, User
from shop.reviews.services import MAX_REASON

QUEUE: Final = "admin:moderation_queue"
REVIEW: Final = "admin:shop_review_change"
_SKIPPED: Final = "moderation_skipped"
_SHOWN: Final = 50
_MOST_SKIPPED: Final = 200
_VERDICTS: Final = [(Review.Status.APPROVED.value, "Approve"), (Review.Status.REJECTED.value, "Reject")]


class _Versions(forms.CharField):
    """Any number of versions that somebody has read."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[Version]:
        try:
            found = {version.review_id: version for version in map(Version.of, value or [])}
        except ValueError as error:
            raise forms.ValidationError("This form isn't one of ours.") from error
        if not found:
            raise forms.ValidationError("Choose at least one review.")
        return list(found.values())


class DecisionForm(forms.Form):
    """A verdict about what was read. Rejecting needs a reason, which the authors read."""

    read = _Versions()
    verdict = forms.ChoiceField(choices=_VERDICTS)
    reason = forms.CharField(required=False, max_length=MAX_REASON)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == Review.Status.REJECTED and not cleaned.get("reason"):
            raise forms.ValidationError("Say why: the author reads it.")
        return cleaned


def queue_page(request: HttpRequest, *, context: dict[str, Any]) -> HttpResponse:
    """Show what waits, and how moderation is doing; take a decision about several."""
    now = timezone.now()
    if request.method == "POST":
        _decided(request, DecisionForm(request.POST), now)
        return redirect(QUEUE)
    items = waiting(now=now)
    held = claims_of_others([item.id for item in items[:_SHOWN]], me=_me(request), now=now)
    context |= {
        "title": "Queue",
        "items": [_Row(item, now, held) for item in items[:_SHOWN]],
        "more": max(0, len(items) - _SHOWN),
        "measures": measures(items, now=now),
        "reasons": reasons_to_choose(),
        "max_reason": MAX_REASON,
    }
    return render(request, "admin/moderation/queue.html", context)


def review_page(request: HttpRequest, number: int, *, context: dict[str, Any]) -> HttpResponse:
    """Show one review with all that is known around it."""
    now = timezone.now()
    review = get_object_or_404(Review.objects.select_related("author", "product", "decided_by"), pk=number)
    file = dossier(review, now=now)
    order = [item.id for item in waiting(now=now)]
    place = order.index(number) if number in order else None
    context |= {
        "title": f"Review {number}",
        "file": file,
        "is_mine": file.claim is not None and file.claim.person_id == _me(request).pk,
        "left": len(order),
        "place": place + 1 if place is not None else None,
        "previous": order[place - 1] if place else None,
        "following": order[place + 1] if place is not None and place + 1 < len(order) else None,
        "reasons": reasons_to_choose(),
        "max_reason": MAX_REASON,
    }
    return render(request, "admin/moderation/review.html", context)


def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decide about the one review, and go on with the next if it was one that waited."""
    now = timezone.now()
    is_done = _decided(request, DecisionForm(request.POST), now)
    if is_done and "next" in request.POST:
        return take_next(request)
    return redirect(REVIEW, number)


def skip(request: HttpRequest, number: int) -> HttpResponse:
    """Leave a review to somebody else, or for later, and go on with the next."""
    review_release(review_id=number, by=_me(request))
    skipped = [one for one in request.session.get(_SKIPPED, []) if one != number]
    request.session[_SKIPPED] = [*skipped, number][-_MOST_SKIPPED:]
    return take_next(request)


def take_next(request: HttpRequest) -> HttpResponse:
    """Take the next review in hand; when only skipped ones are left, these come again."""
    now, me = timezone.now(), _me(request)
    skipped = request.session.get(_SKIPPED, [])
    number = next_claim(by=me, skipped=skipped, now=now)
    if number is None and skipped:
        request.session[_SKIPPED] = []
        messages.info(request, "You have been through the queue. What you skipped is left.")
        return redirect(QUEUE)
    if number is None:
        messages.info(request, "Nothing waits that isn't in somebody's hands.")
        return redirect(QUEUE)
    return redirect(REVIEW, number)


class _Row:
    """A line of the queue."""

    def __init__(self, item: Waiting, now: datetime, held: dict[int, Any]) -> None:
        self.item = item
        self.age = now - item.since
        self.claim = held.get(item.id)


def _decided(request: HttpRequest, form: DecisionForm, now: datetime) -> bool:
    """Decide, say what became of each, and return whether all went well."""
    if not form.is_valid():
        for error in (error for found in form.errors.get_json_data().values() for error in found):
            messages.error(request, error["message"])
        return False
    verdict = Review.Status(form.cleaned_data["verdict"])
    outcomes = reviews_decide_read(
        read=form.cleaned_data["read"],
        verdict=verdict,
        reason=form.cleaned_data["reason"] if verdict == Review.Status.REJECTED else "",
        by=_me(request),
        now=now,
    )
    for outcome in outcomes:
        if outcome.is_decided:
            messages.success(request, f"Review {outcome.review_id} {verdict.label.lower()}.")
        else:
            messages.warning(request, f"Review {outcome.review_id} not decided: {outcome}.")
    return all(outcome.is_decided for outcome in outcomes)


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)
