"""The checkout: one page, one form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from promotions.errors import CodeRefused
from shop.addresses.services import MOST
from shop.cart.contents import Basket
from shop.cart.events import ordered_products
from shop.cart.selectors import basket_of, cart_of
from shop.checkout import services
from shop.checkout.forms import CheckoutForm, initial_of
from shop.checkout.payment import TEST_CARDS
from shop.errors import NothingToOrder, OrderRefused, PaymentDeclined
from shop.models import Address, Order, User
from shop.orders.access import is_owner, order_link
from shop.page_views import counts_as_page_view
from tracking import api as tracking
from tracking.context import Account
from tracking.events import CheckoutStarted, OrderCompleted


@sensitive_post_parameters("card")
@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it. Not ``never_cache``: Back must bring the form as it was, whatever answered it."""
    if request.method == "POST":
        return _order(request)
    basket = _basket(request)
    if not basket.can_be_ordered:
        # The cart says what is missing.
        return redirect("shop:cart")
    started = CheckoutStarted(
        products=ordered_products(basket.lines),
        total=str(basket.total),
        currency=basket.currency,
        coupon=basket.grant.text if basket.grant else None,
    )
    tracking.track(request, started)
    return _page(request, _form(request, initial=_initial(request, basket)), basket)


def _order(request: HttpRequest) -> HttpResponse:
    if order := _made_already(request):
        return _confirmation(request, order)
    form = _form(request, request.POST)
    if not form.is_valid():
        return _refused(request, form)
    user = _user(request)
    account = Account(user.public_id, user.email) if user else None
    cart = cart_of(request)
    try:
        order = services.order_place(
            services.Checkout(
                key=form.cleaned_data["key"],
                cart_id=cart.pk if cart else 0,
                email=form.cleaned_data["email"],
                address=form.address,
                card=form.cleaned_data["card"],
                shown_total=form.cleaned_data["shown_total"],
                user=user,
                keep_address=form.keeps,
                language=get_language(),
                origin=tracking.origin_of(request, OrderCompleted, account=account),
            ),
            now=timezone.now(),
        )
    except NothingToOrder as refusal:
        messages.error(request, str(refusal))
        return redirect("shop:cart")
    except PaymentDeclined as refusal:
        form.add_error("card", str(refusal))
        return _refused(request, form)
    except (OrderRefused, CodeRefused) as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, form, status=409)
    return _confirmation(request, order)


def _made_already(request: HttpRequest) -> Order | None:
    """Return the order of this very form, whatever else it holds now: Back and another click change nothing."""
    try:
        return services.order_by_key(UUID(request.POST.get("key", "")))
    except ValueError:
        return None


def _confirmation(request: HttpRequest, order: Order) -> HttpResponse:
    return redirect(order.get_absolute_url() if is_owner(request, order) else order_link(order))


def _refused(request: HttpRequest, form: CheckoutForm, *, status: int = 200) -> HttpResponse:
    """Show the form again with what is wrong, and with today's total to agree to."""
    basket = _basket(request)
    if not basket.lines:
        return redirect("shop:cart")
    form.data = {**request.POST.dict(), "shown_total": str(basket.total)}
    return _page(request, form, basket, status=status)


def _page(request: HttpRequest, form: CheckoutForm, basket: Basket, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "basket": basket, "test_cards": TEST_CARDS}
    return render(request, "shop/checkout/checkout.html", context, status=status)


def _basket(request: HttpRequest) -> Basket:
    user = _user(request)
    return basket_of(cart_of(request), email=user.email if user else None, now=timezone.now())


def _form(request: HttpRequest, data: QueryDict | None = None, **options: Any) -> CheckoutForm:
    addresses = _addresses(request)
    may_keep = _user(request) is not None and len(addresses) < MOST
    return CheckoutForm(data, addresses=addresses, may_keep=may_keep, **options)


def _addresses(request: HttpRequest) -> list[Address]:
    user = _user(request)
    return list(user.addresses.all()) if user else []


def _initial(request: HttpRequest, basket: Basket) -> dict[str, Any]:
    user = _user(request)
    return initial_of(
        email=user.email if user else "",
        name=user.name if user else "",
        addresses=_addresses(request),
        shown_total=str(basket.total),
    )


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
