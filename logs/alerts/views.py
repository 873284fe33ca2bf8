"""The operators' pages of alerts: what fires, and one alert's whole story."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from logs.alerts import selectors, services
from logs.models import Alert

_A_PAGE = 50


@never_cache
@staff_member_required(login_url="shop:login")
def alerts(request: HttpRequest) -> HttpResponse:
    """Alerts that are open, or all; the table refreshes by itself."""
    return render(request, "logs/alerts/list.html", _listed(request))


@never_cache
@staff_member_required(login_url="shop:login")
def alerts_table(request: HttpRequest) -> HttpResponse:
    """The part of the list that changes."""
    return render(request, "logs/alerts/_table.html", _listed(request))


@never_cache
@staff_member_required(login_url="shop:login")
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert: what was found, where its lines stand, who was told, and what became of it."""
    shown = get_object_or_404(Alert.objects.select_related("rule__team", "team"), pk=alert_id)
    changes = list(shown.changes.all())
    context = {
        "alert": shown,
        "changes": changes,
        "names": selectors.names_of(change.made_by for change in changes),
        "notifications": selectors.notifications_of(shown),
        "kind": selectors.error_kind_of(shown),
    }
    return render(request, "logs/alerts/alert.html", context)


@require_POST
@staff_member_required(login_url="shop:login")
def acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Take care of an alert."""
    get_object_or_404(Alert, pk=alert_id)
    by = str(getattr(request.user, "public_id", ""))
    if services.alert_acknowledge(alert_id=alert_id, by=by, now=timezone.now()):
        messages.success(request, "It is yours: nobody is told again until it is over.")
    else:
        messages.info(request, "It isn’t firing, so there is nothing to acknowledge.")
    return redirect("operations:alerts:alert", alert_id=alert_id)


def _listed(request: HttpRequest) -> dict[str, Any]:
    only_open = request.GET.get("show") != "all"
    page = Paginator(selectors.alerts_shown(only_open=only_open), _A_PAGE).get_page(request.GET.get("page"))
    return {
        "now": timezone.now(),
        "only_open": only_open,
        "page": page,
        "undelivered": selectors.notifications_undelivered(),
        "consumer": selectors.consumer_state(now=timezone.now()),
    }
