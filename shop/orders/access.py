"""Who may see an order: its account, and whoever holds the signed link of its confirmation."""

from django.core import signing
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from shop.models import Order, User

_SALT = "shop.order"


def order_token(order: Order) -> str:
    """Return the signature of the order's number: as good as the order lasts, and for this order only."""
    return signing.Signer(salt=_SALT).signature(order.number)


def order_link(order: Order) -> str:
    """Return the path with which the order opens for anybody, so for whom we send it to only."""
    return f"{reverse('shop:order', args=[order.number])}?token={order_token(order)}"


def has_token(request: HttpRequest, order: Order) -> bool:
    given = request.GET.get("token", "") or request.POST.get("token", "")
    return constant_time_compare(given, order_token(order))


def is_owner(request: HttpRequest, order: Order) -> bool:
    return isinstance(request.user, User) and order.user_id == request.user.pk


def order_get(request: HttpRequest, *, number: str) -> Order:
    """Return the order with its lines.

    Raises:
        Http404: there is none, or it is not for this person; which of the two is not told.
    """
    order = Order.objects.prefetch_related("lines").filter(number=number.upper()).first()
    if order is None or not (is_owner(request, order) or has_token(request, order)):
        raise Http404("No such order")
    return order
