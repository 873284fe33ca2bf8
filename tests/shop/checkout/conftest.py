"""What the tests of checkout and orders start from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from promotions.models import Code
from shop import tasks
from shop.checkout.services import order_place
from tests.shop.carts import GOOD, cart_with, checkout_of
from tests.shop.checkout.steps import NOW


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """The confirmations that were handed to a worker."""
    orders = []
    monkeypatch.setattr(
        tasks.order_confirmation_send, "apply_async", lambda args, **_: orders.append(args[0])
    )
    return orders


@pytest.fixture
def mistral(make_product, humidifiers):
    return make_product("Mistral", humidifiers, slug="mistral", price="40.00", stock=10)


@pytest.fixture
def sirocco(make_product, fans):
    return make_product("Sirocco", fans, slug="sirocco", price="19.99", stock=10)


@pytest.fixture
def make_code(db):
    def make(text="WELCOME10", **fields):
        now = timezone.now()
        reward = {} if "amount" in fields else {"percent": fields.pop("percent", 10)}
        return Code.objects.create(
            text=text,
            about="Off",
            starts_at=now - timedelta(1),
            ends_at=now + timedelta(1),
            **reward,
            **fields,
        )

    return make


@pytest.fixture
def order(mistral):
    return order_place(checkout_of(cart_with((mistral, 2)), "80.00", card=GOOD), now=NOW)
