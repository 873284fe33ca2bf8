"""Where visitors say what may be recorded, and the statement that signals of browsers are kept to."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from shop.catalogue import recent
from shop.consent import services
from shop.consent.forms import ConsentForm
from shop.page_views import counts_as_page_view
from shop.site.redirects import safe_next
from tracking import api as tracking

# When the store began to keep to Global Privacy Control as it does: https://w3c.github.io/gpc/#gpc-support-resource
_GPC_SINCE: Final = "2026-11-22"


@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def consent(request: HttpRequest) -> HttpResponse:
    """Show what is recorded and why; take a choice, and go back to where it was made."""
    if request.method != "POST":
        context = {"consent_page": True, "next": request.GET.get("next", "")}
        return render(request, "shop/consent.html", context)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("choice is accept, decline or choose", content_type="text/plain")
    services.consent_change(request, allowed=form.allowed, method=form.method)
    if form.method == "page":
        messages.success(request, gettext("Your choice is saved."))
    response = redirect(
        safe_next(request, default=reverse("shop:consent" if form.method == "page" else "shop:home"))
    )
    if not tracking.is_personalised(request):
        recent.forget(request, response)
    return response


@require_safe
@cache_control(public=True, max_age=86_400)
def gpc(request: HttpRequest) -> HttpResponse:
    """Say that Global Privacy Control is kept to."""
    return JsonResponse({"gpc": True, "lastUpdate": _GPC_SINCE})
