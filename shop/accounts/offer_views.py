"""“My offers and why”: what a person is shown, for what reason, and their say in it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from promotions import selectors as promotions
from promotions import services as promotion_services
from shop.accounts import services
from shop.deals.selectors import promotion_strip, strip_of
from shop.models import User
from shop.page_views import counts_as_page_view
from shop.site.redirects import safe_next
from tracking import api as tracking
from tracking.events import PromotionDismissed


@login_required
@never_cache
@require_safe
@counts_as_page_view
def offers(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    is_personal = tracking.is_personalised(request)
    explanation = promotions.explanation_for(_subjects(request), now=now, personal=is_personal)
    strip = promotion_strip(explanation.strip, running=promotions.current_offers(now=now))
    context = {"explanation": explanation, "strip": strip, "is_personal": is_personal, "section": "offers"}
    return render(request, "shop/account/offers.html", context)


@require_POST
@vary_on_headers("HX-Request")
def dismiss(request: HttpRequest) -> HttpResponse:
    """Close a deal for good, whoever sees it: with htmx the strip comes back without it."""
    number = _number(request)
    if number is None:
        return HttpResponseBadRequest("promotion is a number", content_type="text/plain")
    now = timezone.now()
    subjects = _subjects(request)
    if subjects and promotion_services.promotion_dismiss(subjects=subjects, promotion_id=number, now=now):
        tracking.track(request, PromotionDismissed(promotion_id=number))
    if request.headers.get("HX-Request"):
        mine = strip_of(request, now=now)
        strip = promotion_strip(mine, running=promotions.current_offers(now=now))
        return render(request, "shop/_promotions.html", {"strip": strip})
    return redirect(safe_next(request, default=reverse("shop:home")))


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Take a dismissal back."""
    number = _number(request)
    if number is None:
        return HttpResponseBadRequest("promotion is a number", content_type="text/plain")
    promotion_services.promotion_restore(subjects=_subjects(request), promotion_id=number)
    return redirect("shop:account-offers")


@login_required
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    services.activity_clear(user=cast(User, request.user), subjects=_subjects(request))
    words = gettext("Your activity is cleared. Deals are the same for you as for everybody.")
    messages.success(request, words)
    return redirect("shop:account-offers")


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Turn deals of one's own on or off."""
    choice = request.POST.get("choice")
    if choice not in {"on", "off"}:
        return HttpResponseBadRequest("choice is on or off", content_type="text/plain")
    promotion_services.personal_offers_set(subjects=_subjects(request), wanted=choice == "on")
    return redirect("shop:account-offers")


def _subjects(request: HttpRequest) -> tuple[str, ...]:
    user = request.user
    return tracking.subjects_of(request, public_id=user.public_id if user.is_authenticated else None)


def _number(request: HttpRequest) -> int | None:
    sent = request.POST.get("promotion", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else None
