"""Many checkouts at the same moment: real threads, real connections, real locks."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from promotions.errors import CodeRefused
from promotions.models import Code, CodeUse
from shop import tasks
from shop.checkout.services import order_place
from shop.errors import OrderRefused, OutOfStock
from shop.models import Cart, Order, OrderLine, Variant
from tests.shop.carts import cart_with, checkout_of
from tracking.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def without_worker(monkeypatch):
    monkeypatch.setattr(tasks.order_confirmation_send, "apply_async", lambda *_, **__: None)


def all_at_once(checkouts):
    """Place every checkout in a thread of its own, all let go together; return what came of each."""
    gate = Barrier(len(checkouts))

    def place(checkout):
        try:
            connection.ensure_connection()
            gate.wait(60)
            return order_place(checkout, now=timezone.now())
        except (OrderRefused, CodeRefused) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(checkouts)) as pool:
        return list(pool.map(place, checkouts))


def test_fifty_checkouts_of_the_last_ten_make_ten_orders_and_forty_clear_refusals(make_product, humidifiers):
    mistral = make_product("Mistral", humidifiers, price="40.00", stock=10)
    checkouts = [checkout_of(cart_with((mistral, 1)), "40.00") for _ in range(50)]

    outcomes = all_at_once(checkouts)

    assert Counter(type(outcome) for outcome in outcomes) == {Order: 10, OutOfStock: 40}
    assert {str(outcome) for outcome in outcomes if isinstance(outcome, OutOfStock)} == {
        "Mistral is sold out."
    }
    assert Variant.objects.get().stock == 0
    assert (Order.objects.count(), OrderLine.objects.count(), OutboxMessage.objects.count()) == (10, 10, 10)


def test_carts_that_name_the_same_things_in_opposite_order_do_not_block_each_other(make_product, humidifiers):
    products = [
        make_product(f"Humidifier {number}", humidifiers, price="10.00", stock=12) for number in range(4)
    ]
    checkouts = [
        checkout_of(cart_with(*[(product, 1) for product in products[:: 1 if number % 2 else -1]]), "40.00")
        for number in range(24)
    ]

    outcomes = all_at_once(checkouts)

    assert Counter(type(outcome) for outcome in outcomes) == {Order: 12, OutOfStock: 12}
    assert set(Variant.objects.values_list("stock", flat=True)) == {0}


def test_the_same_form_five_times_at_once_makes_one_order(make_product, humidifiers):
    mistral = make_product("Mistral", humidifiers, price="40.00", stock=10)
    checkout = checkout_of(cart_with((mistral, 1)), "40.00")

    outcomes = all_at_once([checkout] * 5)

    assert len({outcome.number for outcome in outcomes}) == 1
    assert (Order.objects.count(), OutboxMessage.objects.count(), Variant.objects.get().stock) == (1, 1, 9)


def test_one_key_with_five_carts_at_once_makes_one_order(make_product, humidifiers):
    mistral = make_product("Mistral", humidifiers, price="40.00", stock=10)
    key = uuid4()
    checkouts = [checkout_of(cart_with((mistral, 1)), "40.00", key=key) for _ in range(5)]

    outcomes = all_at_once(checkouts)

    assert len({outcome.number for outcome in outcomes}) == 1
    assert (Order.objects.count(), OutboxMessage.objects.count(), Variant.objects.get().stock) == (1, 1, 9)


def test_a_code_for_three_is_used_three_times_however_many_come_at_once(make_product, humidifiers):
    now = timezone.now()
    Code.objects.create(
        text="THREE",
        about="Off",
        percent=50,
        starts_at=now - timedelta(1),
        ends_at=now + timedelta(1),
        uses_limit=3,
    )
    mistral = make_product("Mistral", humidifiers, price="40.00", stock=20)
    checkouts = [
        checkout_of(cart_with((mistral, 1)), "20.00", email=f"shopper{number}@example.com")
        for number in range(12)
    ]
    Cart.objects.update(code="THREE")

    outcomes = all_at_once(checkouts)

    assert Counter(type(outcome) for outcome in outcomes) == {Order: 3, CodeRefused: 9}
    assert (Code.objects.get().uses, CodeUse.objects.count(), Variant.objects.get().stock) == (3, 3, 17)
