"""From a cart to an order: totals, refusals, idempotence, the outbox, the confirmation."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import Client
from django.utils import timezone

from promotions.errors import CodeRefused
from promotions.models import Code, CodeUse
from shop import tasks
from shop.checkout.forms import NOT_A_TEST_CARD
from shop.checkout.services import order_place
from shop.errors import NothingToOrder, OutOfStock, PaymentDeclined, TotalChanged
from shop.models import Address, Cart, Order, Variant
from shop.orders.mail import confirmation_send, orders_unconfirmed
from tests.shop.carts import DECLINED, FORM, GOOD, cart_with, checkout_of, sku_of
from tests.shop.conftest import BROWSER, found
from tracking import codec, topics
from tracking.events import CheckoutStarted, OrderCompleted
from tracking.models import OutboxMessage

NOW = timezone.now()


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


def stock_of(product):
    return Variant.objects.get(product=product).stock


def sent_by_outbox():
    return [
        codec.decode(topics.COMMERCE, row.payload.encode()) for row in OutboxMessage.objects.order_by("pk")
    ]


def put_in(visitor, product, quantity=1):
    visitor.post("/cart/add/", {"sku": sku_of(product), "quantity": quantity})


def form_of(visitor, **changes):
    """Return the checkout's form as the page hands it out, filled in."""
    form = visitor.get("/checkout/").context["form"]
    return {**FORM, "key": str(form.initial["key"]), "shown_total": form.initial["shown_total"], **changes}


def order_by(visitor, **changes):
    return visitor.post("/checkout/", form_of(visitor, **changes))


# The service


def test_an_order_takes_stock_empties_the_cart_and_keeps_what_was_bought(mistral, sirocco, make_promotion):
    promotion = make_promotion("A third off fans", percent="33.3", categories=["fans"])
    cart = cart_with((mistral, 1), (sirocco, 3))

    order = order_place(checkout_of(cart, "79.99"), now=NOW)

    assert re.fullmatch(r"LK-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", order.number)
    assert (order.subtotal, order.discount, order.total) == (Decimal("79.99"), Decimal(0), Decimal("79.99"))
    assert [
        (
            line.name,
            line.quantity,
            line.usual_price,
            line.price,
            line.total,
            line.promotion,
            line.promotion_number,
        )
        for line in order.lines.all()
    ] == [
        ("Mistral", 1, Decimal("40.00"), Decimal("40.00"), Decimal("40.00"), "", None),
        (
            "Sirocco",
            3,
            Decimal("19.99"),
            Decimal("13.33"),
            Decimal("39.99"),
            "A third off fans",
            promotion.pk,
        ),
    ]
    assert (stock_of(mistral), stock_of(sirocco), cart.lines.count()) == (9, 7, 0)


def test_a_code_comes_off_the_sum_once_rounded_and_is_used(mistral, sirocco, make_code):
    make_code(percent="12.5")
    cart = cart_with((mistral, 1), (sirocco, 1))
    Cart.objects.update(code="WELCOME10")

    # 59.99 × 12.5 % = 7.49875
    order = order_place(checkout_of(cart, "52.49"), now=NOW)

    assert (order.code, order.discount, order.total) == ("WELCOME10", Decimal("7.50"), Decimal("52.49"))
    assert (Code.objects.get().uses, CodeUse.objects.get().reference) == (1, order.number)
    assert Cart.objects.get().code == ""


def test_an_order_stays_as_it_was_when_its_products_go(mistral):
    order = order_place(checkout_of(cart_with((mistral, 2)), "80.00"), now=NOW)

    mistral.delete()

    assert [(line.name, line.total) for line in order.lines.all()] == [("Mistral", Decimal("80.00"))]


def test_the_outbox_tells_of_the_order_in_decimal_text(mistral, sirocco, make_promotion, make_code):
    promotion = make_promotion("A third off fans", percent="33.3", categories=["fans"])
    make_code()
    cart = cart_with((mistral, 1), (sirocco, 3))
    Cart.objects.update(code="WELCOME10")

    order = order_place(checkout_of(cart, "71.99"), now=NOW)

    (row,) = OutboxMessage.objects.all()
    (event,) = sent_by_outbox()
    assert (row.topic, row.aggregate, row.key) == ("commerce.events", *[f"order:{order.number}"] * 2)
    assert isinstance(event, OrderCompleted)
    assert (event.order_id, event.currency, event.coupon) == (order.number, "EUR", "WELCOME10")
    assert (event.subtotal, event.discount, event.total, event.savings) == ("79.99", "8.00", "71.99", "19.98")
    assert event.promotion_ids == [promotion.pk]
    assert [(p.product_id, p.price, p.quantity, p.promotion_id) for p in event.products] == [
        ("mistral", "40.00", 1, None),
        ("sirocco", "13.33", 3, promotion.pk),
    ]


def test_the_outbox_goes_back_with_the_order(mistral):
    cart = cart_with((mistral, 2))

    with transaction.atomic():
        order_place(checkout_of(cart, "80.00"), now=NOW)
        assert OutboxMessage.objects.count() == 1
        transaction.set_rollback(True)

    assert (OutboxMessage.objects.count(), Order.objects.count(), stock_of(mistral)) == (0, 0, 10)


@pytest.mark.parametrize(
    ("left", "words"), [(2, "Only 2 of Mistral left, and you want 5."), (0, "Mistral is sold out.")]
)
def test_what_ran_out_is_named_with_what_is_left(left, words, mistral, sirocco):
    cart = cart_with((mistral, 5), (sirocco, 1))
    Variant.objects.filter(product=mistral).update(stock=left)

    with pytest.raises(OutOfStock) as refused:
        order_place(checkout_of(cart, "219.99"), now=NOW)

    assert str(refused.value) == words
    assert (Order.objects.count(), stock_of(sirocco), cart.lines.count()) == (0, 10, 2)


def test_another_total_than_the_shopper_saw_is_not_charged(mistral):
    cart = cart_with((mistral, 1))
    Variant.objects.update(price=Decimal("55.00"))

    with pytest.raises(TotalChanged) as refused:
        order_place(checkout_of(cart, "40.00"), now=NOW)

    assert refused.value.total == Decimal("55.00")
    assert (Order.objects.count(), stock_of(mistral)) == (0, 10)


def test_a_code_used_up_meanwhile_refuses_the_order_and_leaves_everything(mistral, make_code):
    make_code(uses_limit=1, uses=1)
    cart = cart_with((mistral, 1))
    Cart.objects.update(code="WELCOME10")

    with pytest.raises(CodeRefused, match="used as often as it could be"):
        order_place(checkout_of(cart, "36.00"), now=NOW)

    assert (Order.objects.count(), OutboxMessage.objects.count(), stock_of(mistral)) == (0, 0, 10)


def test_a_declined_payment_orders_nothing(mistral):
    with pytest.raises(PaymentDeclined):
        order_place(checkout_of(cart_with((mistral, 1)), "40.00", card=DECLINED), now=NOW)

    assert (Order.objects.count(), stock_of(mistral)) == (0, 10)


def test_an_empty_cart_orders_nothing(db):
    with pytest.raises(NothingToOrder):
        order_place(checkout_of(Cart.objects.create(), "0.00"), now=NOW)


def test_the_same_form_again_is_answered_with_the_first_order_whatever_it_holds_now(mistral, sirocco):
    key = uuid4()
    first = order_place(checkout_of(cart_with((mistral, 1)), "40.00", key=key), now=NOW)

    again = order_place(checkout_of(cart_with((sirocco, 1)), "19.99", key=key, card=DECLINED), now=NOW)

    assert again == first
    assert (Order.objects.count(), OutboxMessage.objects.count(), stock_of(sirocco)) == (1, 1, 10)


# The page


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

    answer = order_by(visitor)
    put_in(visitor, mistral)
    offered = visitor.get("/checkout/").context["form"].initial
    order_by(visitor)

    order = Order.objects.earliest("created_at")
    assert answer.headers["Location"] == f"/orders/{order.number}/"
    assert (offered["street"], offered["email"]) == ("Elm Lane 5", "ada@example.com")
    assert Address.objects.count() == 1
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
        ("card", "5555 5555 5555 4444", NOT_A_TEST_CARD),
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
    assert "comes to 55.00 EUR now, not 40.00 EUR" in page.content.decode()
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


# The confirmation


@pytest.fixture
def order(mistral):
    return order_place(checkout_of(cart_with((mistral, 2)), "80.00", card=GOOD), now=NOW)


def test_the_confirmation_is_sent_once_in_text_and_html(order, settings):
    settings.SITE_URL = "https://larkspur.example"

    sent = [confirmation_send(order_id=order.pk, now=NOW) for _ in range(2)]

    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    ((html, kind),) = message.alternatives
    assert (sent, message.to, message.subject) == (
        [True, False],
        ["ada@example.com"],
        f"Your order {order.number}",
    )
    assert message.extra_headers["Message-ID"] == f"<{order.number}.confirmation@larkspur.example>"
    for body in (str(message.body), str(html)):
        assert "Mistral" in body
        assert "€80.00" in body
        assert f"https://larkspur.example/orders/{order.number}/?token=" in body
    assert kind == "text/html"


def test_a_mail_server_that_is_away_leaves_the_confirmation_to_be_sent(order, monkeypatch):
    def away(message):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
        with pytest.raises(ConnectionRefusedError):
            confirmation_send(order_id=order.pk, now=NOW)

    assert orders_unconfirmed(now=NOW + timedelta(minutes=1)) == []
    assert orders_unconfirmed(now=NOW + timedelta(minutes=3)) == [order.pk]
    assert confirmation_send(order_id=order.pk, now=NOW) is True
    assert orders_unconfirmed(now=NOW + timedelta(minutes=3)) == []


def test_an_order_does_not_fail_because_the_queue_is_away(
    mistral, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.order_confirmation_send, "apply_async", away)

    with django_capture_on_commit_callbacks(execute=True):
        order_place(checkout_of(cart_with((mistral, 1)), "40.00"), now=NOW)

    assert Order.objects.get().confirmed_at is None


# Who sees an order


def test_an_order_is_seen_by_its_account_and_with_the_signed_link_only(visitor, order, shopper):
    Order.objects.update(user=shopper)
    owner, stranger = Client(headers={"user-agent": BROWSER}), Client(headers={"user-agent": BROWSER})
    owner.force_login(shopper)
    confirmation_send(order_id=order.pk, now=NOW)
    link = found(r"(/orders/\S+)", mail.outbox[0].body)

    assert owner.get(f"/orders/{order.number}/").status_code == 200
    assert visitor.get(link).status_code == 200
    for path in (f"/orders/{order.number}/", f"/orders/{order.number}/?token=x", "/orders/LK-0000-0000/"):
        assert stranger.get(path).status_code == 404


def test_a_link_opens_its_own_order_only(visitor, order, mistral):
    other = order_place(checkout_of(cart_with((mistral, 1)), "40.00"), now=NOW)
    confirmation_send(order_id=order.pk, now=NOW)
    token = found(r"\?token=(\S+)", mail.outbox[0].body)

    assert visitor.get(f"/orders/{other.number}/", {"token": token}).status_code == 404


@pytest.mark.parametrize("number", [str.lower, lambda number: f" {number} "])
def test_a_guest_finds_the_order_by_number_and_address(number, visitor, order):
    answer = visitor.post("/orders/", {"number": number(order.number), "email": "ADA@example.com"})

    assert visitor.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(("number", "email"), [("", "eve@example.com"), ("LK-0000-0000", "ada@example.com")])
def test_a_wrong_pair_is_not_told_which_of_the_two(number, email, visitor, order):
    page = visitor.post("/orders/", {"number": number or order.number, "email": email})

    assert "There is no order with this number and this e-mail address." in page.content.decode()


def test_a_guests_order_goes_into_the_account_made_later_with_the_same_address(visitor, order, shopper):
    confirmation_send(order_id=order.pk, now=NOW)
    link = found(r"(/orders/\S+)", mail.outbox[0].body)
    token = link.partition("token=")[2]
    visitor.force_login(shopper)

    assert order.number not in visitor.get("/account/orders/").content.decode()
    assert "Add it to your account" in visitor.get(link).content.decode()
    visitor.post(f"/orders/{order.number}/claim/", {"token": token})

    assert order.number in visitor.get("/account/orders/").content.decode()


def test_another_address_or_a_missing_token_claims_nothing(visitor, order, shopper):
    confirmation_send(order_id=order.pk, now=NOW)
    token = found(r"\?token=(\S+)", mail.outbox[0].body)
    visitor.force_login(shopper)
    without = visitor.post(f"/orders/{order.number}/claim/", {})
    Order.objects.update(email="eve@example.com")
    visitor.post(f"/orders/{order.number}/claim/", {"token": token})

    assert without.status_code == 404
    assert Order.objects.get().user is None


def test_the_history_shows_ones_own_orders_only(visitor, order, shopper):
    visitor.force_login(shopper)
    assert "You have not ordered anything yet." in visitor.get("/account/orders/").content.decode()

    Order.objects.update(user=shopper)

    assert order.number in visitor.get("/account/orders/").content.decode()
    assert Client().get("/account/orders/").status_code == 302
