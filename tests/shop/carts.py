"""Carts and checkouts for tests."""

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from shop.cart.services import cart_add
from shop.checkout.payment import TEST_CARDS
from shop.checkout.services import Checkout
from shop.models import Cart, Variant
from tracking.context import Origin

GOOD, DECLINED, _ = TEST_CARDS
ADDRESS = {
    "name": "Ada Lind",
    "street": "Elm Lane 5",
    "extra": "",
    "postcode": "50667",
    "city": "Cologne",
    "country": "DE",
}
FORM = {**ADDRESS, "email": "Ada@Example.com", "card": GOOD.number}
NOBODY = Origin(key=None, fields={"date": 1_772_366_400_000})


def sku_of(product):
    return Variant.objects.filter(product=product).values_list("sku", flat=True).get()


def cart_with(*wanted, user=None):
    """Make a cart of (product, quantity)."""
    cart = Cart.objects.create(user=user)
    for product, quantity in wanted:
        cart_add(cart=cart, sku=sku_of(product), quantity=quantity, now=timezone.now())
    return cart


def checkout_of(cart, total, **changes):
    """Return the checkout of a cart that comes to ``total``."""
    fields = {
        "key": uuid4(),
        "cart_id": cart.pk,
        "email": "ada@example.com",
        "address": ADDRESS,
        "card": GOOD,
        "shown_total": Decimal(total),
        "user": None,
        "origin": NOBODY,
    }
    return Checkout(**{**fields, **changes})
