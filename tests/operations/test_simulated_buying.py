"""Simulated shoppers who buy: how often (pure), and in the real store."""

import itertools
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from operations.simulation.browser import Browser
from operations.simulation.buying import forms_of, sending_of
from operations.simulation.people import person_of
from operations.simulation.visits import CODES, Step, page_views
from promotions.models import Code
from shop.models import Order, Variant
from tracking.producer import get_producer

PERSON = person_of(1, 7)
PRODUCT = """
    <form method="get" action="/search/"><input name="q" value="x"></form>
    <form method="post" action="/cart/add/" data-form="add-to-cart" data-stock="{}">
    <input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="sku" value="LK-1">
    <input type="number" name="quantity" value="1"></form><input name="stray" value="x">"""
CHECKOUT = """<form method="post" data-form="checkout"><input name="csrfmiddlewaretoken" value="t">
    <input type="hidden" name="key" value="k"><input name="email" value=""><input name="card"></form>"""


@pytest.fixture
def shopper(live_server, settings):
    """A browser in front of the seeded store."""
    settings.SITE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    call_command("seed_demo", products=30, stdout=StringIO(), stderr=StringIO())
    yield Browser(PERSON, live_server.url)
    assert get_producer().flush(20) == 0


def test_shoppers_buy_as_often_as_people_do():
    views = list(itertools.islice(page_views(rate=5, users=400, seed=2), 60_000))
    steps = Counter(view.step.page for view in views)
    visits = sum(view.arrives for view in views)

    assert 0.05 < steps["add"] / visits < 0.11
    assert 0.015 < steps["order"] / visits < 0.035
    assert 0.5 < 1 - steps["order"] / steps["add"] < 0.8
    assert {view.step.keyword for view in views if view.step.page == "code"} == set(CODES)


def test_a_form_is_read_with_what_it_holds_and_no_more():
    form = forms_of(PRODUCT.format("plenty"))["add-to-cart"]

    assert (form.action, form.stock) == ("/cart/add/", "plenty")
    assert form.fields == {"csrfmiddlewaretoken": "t", "sku": "LK-1", "quantity": "1"}


@pytest.mark.parametrize("stock", ["few", "none", ""])
def test_of_what_is_nearly_gone_nothing_is_taken(stock):
    page = PRODUCT.format(stock)

    assert sending_of(Step("add"), page, "/products/a/", PERSON) is None
    assert sending_of(Step("add"), PRODUCT.format("plenty"), "/products/a/", PERSON)


def test_the_checkouts_form_goes_back_filled_in_under_nobodys_address():
    sending = sending_of(Step("order"), CHECKOUT, "/checkout/", PERSON)

    assert sending is not None
    assert (sending.path, sending.fields["key"], sending.fields["card"]) == (
        "/checkout/",
        "k",
        "4242 4242 4242 4242",
    )
    assert {person_of(1, number).address["email"].partition("@")[2] for number in range(99)} == {
        "example.net"
    }


@pytest.mark.django_db(transaction=True)
def test_a_shopper_orders_in_the_real_store_and_leaves_the_last_ones_alone(shopper, topics, monkeypatch):
    monkeypatch.setattr("shop.tasks.order_confirmation_send.apply_async", lambda *_, **__: None)
    Variant.objects.update(stock=7)
    Code.objects.filter(text="WELCOME10").update(categories=[])
    variant = Variant.objects.order_by("pk").first()
    product = Step("product", pick=0.0)
    visits = [
        [product, Step("add"), Step("code", "welcome10"), Step("checkout"), Step("order")],
        [product, Step("add"), Step("code", "welcome10"), Step("checkout"), Step("order")],
        [product, Step("add"), Step("checkout"), Step("order")],
        [product, Step("add"), Step("checkout"), Step("order")],
    ]

    outcomes = []
    for steps in visits:
        shopper.arrive()
        shopper.look(Step("search", variant.product.name))
        outcomes.append([shopper.look(step).page for step in steps])

    assert outcomes == [
        ["product", "add", "code", "checkout", "order"],
        # Good once for each address: the order is refused, and the cart left behind.
        ["product", "add", "code", "checkout", "checkout"],
        ["product", "add", "checkout", "order"],
        # At five left the page says "few"; who puts nothing in looks at the deals.
        ["product", "deals", "deals", "deals"],
    ]
    assert sorted(Variant.objects.values_list("stock", flat=True))[:2] == [5, 7]
    orders = Order.objects.filter(email__startswith="visitor").order_by("pk").values_list("email", "code")
    assert list(orders) == [("visitor00007@example.net", "WELCOME10"), ("visitor00007@example.net", "")]
