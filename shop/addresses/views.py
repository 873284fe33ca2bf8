"""The account's address book."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.addresses import services
from shop.addresses.forms import AddressForm, values_of
from shop.errors import AddressBookFull
from shop.models import Address, User
from shop.page_views import counts_as_page_view

_SECTION = {"section": "addresses"}


@login_required
@never_cache
@require_safe
@counts_as_page_view
def book(request: HttpRequest) -> HttpResponse:
    addresses = list(cast(User, request.user).addresses.all())
    context = {**_SECTION, "addresses": addresses, "most": services.MOST}
    return render(request, "shop/account/addresses.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def add(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = AddressForm(request.POST or None, initial={"name": user.name, "country": "DE"})
    if request.method == "POST" and form.is_valid():
        try:
            services.address_add(user=user, address=form.address, now=timezone.now())
        except AddressBookFull as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The address is in your book."))
            return redirect("shop:addresses")
    return _page(request, form, title=gettext("Add an address"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def edit(request: HttpRequest, number: int) -> HttpResponse:
    user = cast(User, request.user)
    kept = get_object_or_404(Address, user=user, pk=number)
    form = AddressForm(request.POST or None, initial=values_of(kept))
    if request.method == "POST" and form.is_valid():
        if not services.address_change(user=user, number=number, address=form.address):
            raise Http404("No such address")
        messages.success(request, gettext("The address is saved."))
        return redirect("shop:addresses")
    return _page(request, form, title=gettext("Edit the address"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then forget the address."""
    user = cast(User, request.user)
    kept = get_object_or_404(Address, user=user, pk=number)
    if request.method == "POST":
        services.address_delete(user=user, number=number)
        messages.success(request, gettext("The address is deleted."))
        return redirect("shop:addresses")
    return render(request, "shop/account/address_delete.html", {**_SECTION, "address": kept})


@login_required
@require_POST
def make_default(request: HttpRequest, number: int) -> HttpResponse:
    if not services.address_make_default(user=cast(User, request.user), number=number):
        raise Http404("No such address")
    messages.success(request, gettext("This address is offered first at the checkout from now on."))
    return redirect("shop:addresses")


def _page(request: HttpRequest, form: AddressForm, *, title: str) -> HttpResponse:
    return render(request, "shop/account/address.html", {**_SECTION, "form": form, "title": title})
