"""Who gets a mail gets it in their language, whoever causes it and in whatever language that happens."""

import re

import pytest
from django.core import mail
from django.utils import timezone, translation

from shop.accounts import email_change
from shop.checkout.services import order_place
from shop.models import Order, OrderStatus
from shop.orders.mail import confirmation_send, refund_send
from tests.shop.carts import cart_with, checkout_of

NOW = timezone.now()
PASSWORD = "a-long-word-7"


@pytest.fixture(autouse=True)
def by_hand(monkeypatch):
    """No worker takes the mails: the tests send them."""
    monkeypatch.setattr("shop.tasks.order_confirmation_send.apply_async", lambda args, **_: None)


@pytest.fixture
def order(mistral):
    return order_place(checkout_of(cart_with((mistral, 2)), "80.00", language="de"), now=NOW)


@pytest.fixture
def german(shopper):
    shopper.language = "de"
    shopper.save()
    return shopper


def the_mail():
    (message,) = mail.outbox
    return message, str(message.alternatives[0][0])


def test_the_confirmation_of_a_german_order_is_german(order):
    confirmation_send(order_id=order.pk, now=NOW)

    message, html = the_mail()
    assert message.subject == f"Deine Bestellung {order.number}"
    for text in (message.body, html):
        assert "Danke für deine Bestellung" in text
        assert "80,00\N{NO-BREAK SPACE}€" in text
        assert "Deutschland" in text
    assert f"/de/orders/{order.number}/?token=" in message.body
    assert '<html lang="de">' in html


def test_the_mail_about_its_refund_is_german(order):
    Order.objects.update(status=OrderStatus.REFUNDED, refunded_at=NOW, refund_reason="Kaputt angekommen")

    refund_send(order_id=order.pk, now=NOW)

    message, html = the_mail()
    assert message.subject == f"Deine Bestellung {order.number} wird erstattet"
    assert "80,00\N{NO-BREAK SPACE}€ gehen zurück auf die Karte" in message.body
    assert "Deine Bestellung wurde zurückgenommen" in html


def test_an_english_order_stays_english_beside_a_german_page(mistral):
    order = order_place(checkout_of(cart_with((mistral, 2)), "80.00"), now=NOW)

    with translation.override("de"):
        confirmation_send(order_id=order.pk, now=NOW)

    message, _ = the_mail()
    assert (message.subject, "€80.00" in message.body) == (f"Your order {order.number}", True)


def test_a_new_password_is_mailed_in_the_language_of_the_account(visitor, german):
    visitor.post("/account/password/reset/", {"email": german.email})

    (message,) = mail.outbox
    assert message.subject == "Dein neues Passwort bei Larkspur"
    assert "Hallo Ada," in message.body
    assert re.search(
        r"/de/account/password/reset/\w+/set-password/|/de/account/password/reset/", message.body
    )


def test_a_change_of_address_is_mailed_in_the_language_of_the_account(german):
    email_change.send_link(user=german, email="neu@example.com")

    link, note = mail.outbox
    assert (link.subject, note.subject) == (
        "Bestätige deine neue E-Mail-Adresse",
        "Deine E-Mail-Adresse soll sich ändern",
    )
    assert "/de/account/email/" in link.body


def test_an_account_opened_in_german_gets_german_mail(visitor):
    visitor.post("/de/account/signup/", {"email": "eva@example.com", "password": PASSWORD})
    visitor.post("/account/password/reset/", {"email": "eva@example.com"})

    assert mail.outbox[0].subject == "Dein neues Passwort bei Larkspur"
