"""The checkout page, and what its order tells of people."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest

from shop.checkout.forms import NOT_A_TEST_CARD
from shop.models import Address, Order, Variant
from tests.shop.carts import DECLINED, FORM
from tests.shop.checkout.steps import form_of, order_by, put_in, sent_by_outbox, stock_of
from tests.shop.conftest import BROWSER, found
from tracking.events import CheckoutStarted
from tracking.models import OutboxMessage


def test_a_guest_orders_and_sees_the_confirmation(
    visitor, sent, mistral, queued, django_capture_on_commit_callbacks
):
    put_in(visitor, mistral, 2)

    with django_capture_on_commit_callbacks(execute=True):
        answer = order_by(visitor)

    order = Order.objects.get()
    page = visitor.get(answer.headers["Location"])
    assert answer.headers["Location"].startswith(f"/orders/{order.number}/?token=")
    assert (order.email, order.user, order.total, order.city) == (
        "ada@example.com",
        None,
        Decimal("80.00"),
        "Cologne",
    )
    assert "Thank you" in page.content.decode()
    assert "€80.00" in page.content.decode()
    assert (queued, len(sent.of(CheckoutStarted))) == ([order.pk], 1)


def test_a_member_orders_and_is_offered_the_address_next_time(visitor, mistral, shopper):
    visitor.force_login(shopper)
    put_in(visitor, mistral)

    answer = order_by(visitor, keep="on")
    put_in(visitor, mistral)
    offered = visitor.get("/checkout/").context["form"].initial
    order_by(visitor, keep="on")

    order = Order.objects.earliest("created_at")
    assert answer.headers["Location"] == f"/orders/{order.number}/"
    kept = Address.objects.get()
    assert (kept.street, kept.is_default) == ("Elm Lane 5", True)
    assert (offered["saved"], offered["email"]) == (str(kept.pk), "ada@example.com")
    assert {event.user_id for event in sent_by_outbox()} == {shopper.public_id}


def test_the_page_says_that_it_is_a_demo_and_which_numbers_work(visitor, mistral):
    put_in(visitor, mistral)

    content = visitor.get("/checkout/").content.decode()

    assert "This is a demo. No money moves" in content
    assert "4242 4242 4242 4242" in content


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("email", "nobody", "valid email"),
        ("email", "", "required"),
        ("name", " ", "required"),
        ("street", "a\0b", "Null characters"),
        ("postcode", "1" * 17, "at most 16"),
        ("country", "XX", "not one of the available choices"),
        ("card", "5555 5555 5555 4444", str(NOT_A_TEST_CARD)),
        ("card", DECLINED.number, "The card was declined"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_in_a_summary(field, value, error, visitor, mistral):
    put_in(visitor, mistral)

    page = order_by(visitor, **{field: value})

    content = page.content.decode()
    assert (page.status_code, Order.objects.count()) == (200, 0)
    assert error in str(page.context["form"].errors[field]) or error in content
    assert f'<a class="link" href="#id_{field}">' in content
    assert f'id="id_{field}_error"' in content
    assert 'aria-invalid="true"' in found(rf'(<(?:input|select)[^>]*name="{field}"[^>]*>)', content)
    assert stock_of(mistral) == 10


def test_one_form_sent_twice_makes_one_order_and_back_makes_no_second(visitor, mistral):
    put_in(visitor, mistral)
    form = form_of(visitor)

    first, again = visitor.post("/checkout/", form), visitor.post("/checkout/", form)
    put_in(visitor, mistral, 3)
    from_back = visitor.post("/checkout/", {**form, "card": "", "city": ""})

    assert first.headers["Location"] == again.headers["Location"] == from_back.headers["Location"]
    assert (Order.objects.count(), stock_of(mistral)) == (1, 9)


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-00000000000g"])
def test_a_form_without_a_proper_key_orders_nothing(key, visitor, mistral):
    put_in(visitor, mistral)

    assert order_by(visitor, key=key).status_code == 200
    assert Order.objects.count() == 0


def test_a_changed_price_comes_back_with_the_new_total_to_agree_to(visitor, mistral):
    put_in(visitor, mistral)
    form = form_of(visitor)
    Variant.objects.update(price=Decimal("55.00"))

    page = visitor.post("/checkout/", form)
    agreed = visitor.post("/checkout/", {**form, "shown_total": page.context["form"].data["shown_total"]})

    assert page.status_code == 409
    assert "comes to €55.00 now, not €40.00" in page.content.decode()
    assert (agreed.status_code, Order.objects.get().total) == (302, Decimal("55.00"))


def test_what_ran_out_meanwhile_is_said_on_the_page(visitor, mistral):
    put_in(visitor, mistral, 3)
    form = form_of(visitor)
    Variant.objects.update(stock=1)

    page = visitor.post("/checkout/", form)

    assert page.status_code == 409
    assert "Only 1 of Mistral left, and you want 3." in page.content.decode()


def test_an_empty_cart_leads_to_the_cart(visitor, db):
    assert visitor.get("/checkout/").headers["Location"] == "/cart/"
    answer = visitor.post("/checkout/", {**FORM, "key": str(uuid4()), "shown_total": "1.00"})
    assert answer.headers["Location"] == "/cart/"


def test_a_card_number_is_kept_nowhere(visitor, mistral):
    put_in(visitor, mistral)
    order_by(visitor)

    assert "4242" not in json.dumps(list(Order.objects.values()), default=str)
    assert "4242" not in OutboxMessage.objects.get().payload


# What the event says about people


def test_with_consent_the_order_carries_the_visitor(visitor, mistral):
    put_in(visitor, mistral)
    order_by(visitor)

    (event,) = sent_by_outbox()
    assert event.anonymous_id
    assert event.session_id
    assert (event.user_agent, event.ip, event.page_url) == (BROWSER, "127.0.0.0", "/checkout/")
    assert OutboxMessage.objects.get().key == event.anonymous_id


@pytest.mark.parametrize("member", [True, False])
def test_without_consent_it_carries_nothing_but_the_account(member, visitor, mistral, shopper):
    if member:
        visitor.force_login(shopper)
    visitor.cookies["consent"] = "denied"
    put_in(visitor, mistral)
    order_by(visitor)

    row = OutboxMessage.objects.get()
    payload = json.loads(row.payload)
    people = {"anonymous_id", "user_id", "session_id", "ip", "user_agent", "referrer", "locale", "page_url"}
    assert people & payload.keys() <= ({"user_id", "page_url"} if member else {"page_url"})
    assert payload.get("user_id") == (shopper.public_id if member else None)
    assert not payload.get("page_url")
    assert row.key == (shopper.public_id if member else row.aggregate)
    assert "visitor" not in visitor.cookies


def test_where_events_carry_addresses_the_order_does(visitor, mistral, shopper, settings):
    settings.TRACKING_USER_ID = "email"
    visitor.force_login(shopper)
    put_in(visitor, mistral)
    order_by(visitor)

    (event,) = sent_by_outbox()
    assert event.user_id == "ada@example.com"
