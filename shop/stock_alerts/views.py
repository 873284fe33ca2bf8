"""Asking to be told when something is back, and ending it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from shop.errors import CannotAlert
from shop.limits.views import by_field, by_network, limited
from shop.models import StockAlert, User, Variant
from shop.models.stock_alerts import KEPT
from shop.page_views import counts_as_page_view
from shop.site.secret_links import keeps_its_address
from shop.stock_alerts import services
from shop.stock_alerts.forms import StockAlertForm
from shop.stock_alerts.links import alert_of


@require_POST
@limited(
    # A guest's makes us write to somebody.
    by_network("stock-alert", most=60, seconds=3600),
    by_field("stock-alert", "email", most=10, seconds=3600),
)
@vary_on_headers("HX-Request")
def ask(request: HttpRequest) -> HttpResponse:
    """Note that this account, or the guest with this ``email``, wants to be told when ``sku`` is back.

    A guest reads the same whether or not the address waits already: nobody finds out what others wait for.
    """
    user = request.user if isinstance(request.user, User) else None
    form = StockAlertForm(request.POST, is_guest=user is None)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _answer(request, words, done=False)
    try:
        alert = services.alert_ask(**form.cleaned_data, user=user, now=timezone.now())
    except CannotAlert as refusal:
        return _answer(request, str(refusal), done=False)
    if alert.user:
        words = _("We write to %(email)s when it is back.") % {"email": alert.address}
    else:
        words = _("Look into your mail: once you confirm the address, we write to you when it is back.")
    return _answer(request, words, done=True)


def _answer(request: HttpRequest, words: str, *, done: bool) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = {"words": words, "done": done}
        return render(request, "shop/_stock_alert_said.html", context, status=200 if done else 422)
    messages.add_message(request, messages.SUCCESS if done else messages.ERROR, words)
    sku = request.POST.get("sku", "").replace("\0", "")[:40]
    variant = Variant.objects.select_related("product").filter(sku=sku).first()
    if variant is None:
        return redirect("shop:home")
    return redirect(f"{variant.product.get_absolute_url()}?variant={variant.sku}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_its_address
def alert(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link of a mail is about; a press of a button confirms it, or ends it. Only that does: mail
    programs open links by themselves."""
    asked, done = alert_of(token), ""
    if asked and request.method == "POST":
        done = "stop" if request.POST.get("what") == "stop" else "confirm"
        if done == "stop":
            services.alert_stop(alert=asked)
        else:
            services.alert_confirm(alert=asked, now=timezone.now())
    context = {"alert": asked, "done": done, "days": KEPT.days}
    return render(request, "shop/stock_alert.html", context, status=200 if asked else 410)


@csrf_exempt  # The mail program sends it, which has been on no page of ours (RFC 8058); the token says who asks.
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_its_address
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End an alert by one click in a mail program; who opens the address as a page is asked there."""
    if request.method != "POST":
        return redirect("shop:stock-alert", token)
    if asked := alert_of(token):
        services.alert_stop(alert=asked)
    return HttpResponse(status=204)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def alerts(request: HttpRequest) -> HttpResponse:
    """What the account waits for, each with a button that ends it."""
    user = cast(User, request.user)
    mine = StockAlert.objects.filter(user=user, sent_at=None).select_related("variant__product")
    if request.method == "POST":
        number = request.POST.get("alert", "")
        asked = get_object_or_404(mine, pk=number if number.isdecimal() and len(number) < 18 else 0)
        services.alert_stop(alert=asked)
        messages.success(
            request, _("We don’t write to you about %(name)s.") % {"name": asked.variant.product.local_name}
        )
        return redirect("shop:account-stock-alerts")
    return render(request, "shop/account/stock_alerts.html", {"alerts": mine, "section": "alerts"})
