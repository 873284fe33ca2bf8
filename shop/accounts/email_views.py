"""Changing the e-mail address of an account."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shop.accounts import email_change, services
from shop.accounts.forms import EmailForm
from shop.limits.views import by_field, by_network, limited
from shop.models import User
from shop.page_views import counts_as_page_view
from shop.site.secret_links import keeps_its_address
from tracking import api as tracking


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(
    by_network("email-change", most=30, seconds=3600), by_field("email-change", "email", most=5, seconds=3600)
)
@counts_as_page_view
def change(request: HttpRequest) -> HttpResponse:
    """Ask for the new address and send it the link."""
    user = cast(User, request.user)
    form = EmailForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            email_change.send_link(user=user, email=email)
        except OSError:
            form.mark_unsent()
        else:
            words = gettext("We sent a link to %(email)s. Open it within a day to confirm the address.")
            messages.success(request, words % {"email": email})
            return redirect("shop:account")
    return render(request, "shop/account/email.html", {"form": form, "section": "profile"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_its_address
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Make the change that the link is about. Only a press of the button does: mail programs open links by
    themselves."""
    asked = email_change.change_of(token)
    if asked is None:
        return render(request, "shop/account/email_confirm.html", {"asked": None}, status=410)
    if request.method == "POST":
        try:
            services.email_change(user=asked.user, email=asked.email)
        except IntegrityError:
            return render(request, "shop/account/email_confirm.html", {"asked": None}, status=410)
        if request.user == asked.user:
            # The cookie may carry the address, see TRACKING_USER_ID.
            tracking.identify(request, public_id=asked.user.public_id, email=asked.email)
        words = gettext("Your e-mail address is %(email)s now.")
        messages.success(request, words % {"email": asked.email})
        return redirect("shop:account")
    return render(request, "shop/account/email_confirm.html", {"asked": asked})
