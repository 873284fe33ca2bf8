"""Orders after they were placed: confirmation, finding one again, an account's history."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.catalogue.listing import page_links
from shop.limits.views import by_field, by_network, limited
from shop.models import Order, User
from shop.orders import services
from shop.orders.access import has_token, is_owner, order_get, order_link, order_token
from shop.orders.forms import FindOrderForm
from shop.page_views import counts_as_page_view

_PER_PAGE = 20


@never_cache
@require_safe
@counts_as_page_view
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order to its account, or to whoever comes with the signed link."""
    shown = order_get(request, number=number)
    is_mine = is_owner(request, shown)
    user = request.user
    is_same_person = isinstance(user, User) and user.email.lower() == shown.email.lower()
    context = {
        "order": shown,
        "lines": shown.lines.all(),
        "is_mine": is_mine,
        "can_claim": shown.user_id is None and is_same_person and has_token(request, shown),
        "may_sign_up": shown.user_id is None and shown.email and not user.is_authenticated,
        "token": order_token(shown),
        "link": order_link(shown),
    }
    return render(request, "shop/orders/order.html", context)


@require_POST
@login_required
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Put a guest's order into the account with the same e-mail address; only with the signed link's token."""
    shown = order_get(request, number=number)
    if not (isinstance(request.user, User) and has_token(request, shown)):
        raise Http404("No such order")
    if services.order_claim(order=shown, user=request.user):
        words = gettext("Order %(number)s is in your account now.")
        messages.success(request, words % {"number": shown.number})
        return redirect(shown.get_absolute_url())
    words = gettext("This order belongs to another e-mail address than your account.")
    messages.error(request, words)
    return redirect(order_link(shown))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(
    by_network("order-find", most=30, seconds=900),
    by_field("order-find", "number", most=10, seconds=900),
    by_field("order-find", "email", most=10, seconds=900),
)
@counts_as_page_view
def find(request: HttpRequest) -> HttpResponse:
    """Find a guest's order by its number and e-mail address."""
    form = FindOrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.order:
        return redirect(order_link(form.order))
    return render(request, "shop/orders/find.html", {"form": form})


@login_required
@never_cache
@require_safe
@counts_as_page_view
def history(request: HttpRequest) -> HttpResponse:
    """List the account's orders, the newest first."""
    mine = Order.objects.filter(user=request.user.pk).prefetch_related("lines")
    page = Paginator(mine, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"orders": page.object_list, "pages": page_links(page, request.path), "section": "orders"}
    return render(request, "shop/orders/history.html", context)
