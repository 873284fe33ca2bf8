"""Putting things into the cart that are bought together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shop.cart import services as carts
from shop.cart.events import added
from shop.errors import CannotAdd
from shop.together.selectors import MOST_IN_BUNDLE
from tracking import api as tracking


@require_POST
def add_all(request: HttpRequest) -> HttpResponse:
    """Put one of each ``sku`` into the cart. What can't be had any more is said, and doesn't keep the others out."""
    mine, put = carts.cart_open(request), []
    for sku in dict.fromkeys(request.POST.getlist("sku")[:MOST_IN_BUNDLE]):
        try:
            change = carts.cart_add(cart=mine, sku=sku.replace("\0", ""), quantity=1, now=timezone.now())
        except CannotAdd as refusal:
            messages.error(request, str(refusal))
        else:
            put.append(change.line.name)
            tracking.track(request, added(change))
    if put:
        words = ngettext("%(names)s is in your cart.", "%(names)s are in your cart.", len(put))
        messages.success(request, words % {"names": get_text_list(put, _("and"))})
    return redirect("shop:cart")
