"""The cart's page, and the forms that change it. Each form is a plain POST; htmx saves the one of the product page a
round trip."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from promotions.codes import Denial
from shop.cart import selectors, services
from shop.cart.contents import Basket, Line
from shop.cart.events import added, coupon_applied, coupon_denied, ordered_products, removed
from shop.cart.services import Change
from shop.errors import CannotAdd
from shop.models import User
from shop.models.orders import MAX_QUANTITY
from shop.page_views import counts_as_page_view
from shop.site.languages import page_is
from shop.together.selectors import goes_with
from tracking import api as tracking
from tracking.events import CartViewed


@require_safe
@counts_as_page_view
def cart(request: HttpRequest) -> HttpResponse:
    basket = _basket(request)
    if basket.lines:
        viewed = CartViewed(
            products=ordered_products(basket.lines), total=str(basket.total), currency=basket.currency
        )
        tracking.track(request, viewed)
    return _page(request, basket)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a variant (``sku``, ``quantity``) into the cart."""
    mine = services.cart_open(request)
    asked = _number(request) or 1
    change = None
    try:
        change = services.cart_add(
            cart=mine,
            sku=request.POST.get("sku", "").replace("\0", ""),
            quantity=asked,
            now=timezone.now(),
        )
    except CannotAdd as refusal:
        words = str(refusal)
    else:
        words = _added(change, asked=asked)
        tracking.track(request, added(change))
    if request.headers.get("HX-Request"):
        return render(request, "shop/cart/_added.html", {"words": words, "change": change})
    messages.add_message(request, messages.SUCCESS if change else messages.ERROR, words)
    return redirect("shop:cart")


@require_POST
def change_line(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Want another ``quantity`` of something in the cart; 0 takes it out."""
    mine = selectors.cart_of(request)
    asked = _number(request, zero=True)
    if mine is None or asked is None:
        return redirect("shop:cart")
    change = services.cart_set_quantity(cart=mine, variant_id=variant_id, quantity=asked, now=timezone.now())
    if change:
        if change.by:
            tracking.track(request, removed(change) if change.by < 0 else added(change))
        messages.info(request, _words(change, asked=asked))
    return redirect("shop:cart")


@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Try a code, or take it off (empty). One that does not hold comes back with the reason beside the field."""
    mine = selectors.cart_of(request)
    if mine is None:
        return redirect("shop:cart")
    typed = request.POST.get("code", "").strip()
    now = timezone.now()
    outcome = services.cart_set_code(cart=mine, text=typed, email=_email(request), now=now)
    if isinstance(outcome, Denial):
        tracking.track(request, coupon_denied(outcome))
        page_is(request, "shop:cart")
        return _page(request, _basket(request), typed=outcome)
    if outcome:
        tracking.track(request, coupon_applied(outcome, currency=_basket(request).currency))
        words = gettext("%(code)s is on your order: %(about)s.")
        messages.success(request, words % {"code": outcome.text, "about": outcome.about})
    return redirect("shop:cart")


def _page(request: HttpRequest, basket: Basket, *, typed: Denial | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "basket": basket,
        "denial": typed or basket.denial,
        "most": MAX_QUANTITY,
        "beside": goes_with(basket.lines, now=timezone.now()),
    }
    return render(request, "shop/cart/cart.html", context)


def _basket(request: HttpRequest) -> Basket:
    return selectors.basket_of(selectors.cart_of(request), email=_email(request), now=timezone.now())


def _email(request: HttpRequest) -> str | None:
    return request.user.email if isinstance(request.user, User) else None


def _number(request: HttpRequest, *, zero: bool = False) -> int | None:
    """Return the posted ``quantity``, or None for what is no number of things."""
    text = request.POST.get("quantity", "")
    if not (text.isascii() and text.isdigit()):
        return None
    # Not int() of a text of any length: from 4,300 digits on it raises.
    return max(0 if zero else 1, int(text[:6]))


def _added(change: Change, *, asked: int) -> str:
    if change.by < asked:
        words = gettext("%(name)s is in your cart; %(quantity)s is as many as you can have.")
    else:
        words = gettext("%(name)s is in your cart.")
    return words % _named(change.line)


def _words(change: Change, *, asked: int) -> str:
    line: Line = change.line
    if change.is_out:
        words = gettext("%(name)s is out of your cart.")
    elif line.quantity < asked:
        words = gettext("%(name)s: %(quantity)s is as many as you can have.")
    else:
        words = gettext("%(name)s: %(quantity)s in your cart.")
    return words % _named(line)


def _named(line: Line) -> dict[str, Any]:
    return {"name": line.name, "quantity": line.quantity}
