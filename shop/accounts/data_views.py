"""A person's own data: a copy of it, and an end to it. For accounts, and for browsers that nobody logged in from."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.accounts import services
from shop.accounts.forms import DeleteAccountForm
from shop.catalogue import recent
from shop.models import Order, User
from shop.models.orders import OrderStatus
from shop.page_views import counts_as_page_view
from tracking import api as tracking
from tracking.errors import ErasureDelayed
from tracking.privacy.services import person_export


@login_required
@never_cache
@require_safe
@counts_as_page_view
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/account/data.html", {"section": "profile"})


@login_required
@never_cache
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Hand out everything that is stored about the account as a JSON file."""
    user, now = cast(User, request.user), timezone.now()
    bundle = person_export(services.person_of(request, user), now=now)
    name = f"larkspur-data-{now:%Y-%m-%d}.json"
    return JsonResponse(
        bundle,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account of whoever knows its password."""
    user = cast(User, request.user)
    form = DeleteAccountForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.account_delete(request, user=user)
        except ErasureDelayed:
            form.mark_delayed()
        else:
            words = gettext("Your account is deleted, and with it what we knew about you.")
            messages.success(request, words)
            return _forgotten(redirect("shop:home"))
    on_their_way = Order.objects.filter(user=user, status__in=(OrderStatus.PLACED, OrderStatus.SENT))
    context = {"form": form, "on_their_way": on_their_way, "section": "profile"}
    return render(request, "shop/account/delete.html", context)


@never_cache
@require_safe
@counts_as_page_view
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/privacy.html")


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget the browser that asks; an account is not deleted in passing."""
    if request.user.is_authenticated:
        return redirect("shop:account-data")
    try:
        services.browser_forget(request)
    except ErasureDelayed:
        words = gettext("That could not be done just now. Please try again in a minute.")
        messages.error(request, words)
        return redirect("shop:privacy")
    messages.success(request, gettext("This browser is forgotten."))
    return _forgotten(redirect("shop:privacy"))


def _forgotten(response: HttpResponse) -> HttpResponse:
    tracking.cookie_delete(response)
    response.delete_cookie(recent.COOKIE, samesite="Lax")
    return response
