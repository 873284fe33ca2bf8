"""After the order: the confirmation, and who sees what."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from shop import tasks
from shop.checkout.services import order_place
from shop.models import Order
from shop.orders.mail import confirmation_send, orders_unconfirmed
from tests.shop.carts import cart_with, checkout_of
from tests.shop.checkout.steps import NOW
from tests.shop.conftest import BROWSER, found


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
