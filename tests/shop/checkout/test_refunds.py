"""Taking an order back: once, whole, and told to whom it concerns."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection, connections, transaction

from shop import tasks
from shop.checkout.services import order_place
from shop.models import Order, User, Variant
from shop.orders.mail import SWEEP_AFTER, refund_send, refunds_untold
from shop.orders.refunds import order_refund
from tests.shop.carts import cart_with, checkout_of
from tests.shop.checkout.steps import NOW, sent_by_outbox, stock_of
from tracking.events import OrderRefunded


@pytest.fixture(autouse=True)
def told_customers(monkeypatch):
    """The orders whose refund mail was handed to a worker."""
    orders = []
    monkeypatch.setattr(tasks.order_refund_tell, "apply_async", lambda args, **_: orders.append(args[0]))
    return orders


@pytest.fixture
def merchant(db):
    return User.objects.create_superuser("merchant@example.com", "a-long-word-7")


def refund(order, merchant, reason="The box arrived broken."):
    return order_refund(order_id=order.pk, reason=reason, by=merchant, now=NOW)


def test_an_order_is_taken_back_with_its_stock_and_the_word_of_it(
    order, mistral, shopper, merchant, told_customers, django_capture_on_commit_callbacks
):
    Order.objects.update(user=shopper)

    with django_capture_on_commit_callbacks(execute=True):
        done = refund(order, merchant)

    order.refresh_from_db()
    assert (done, order.status, order.refunded_by, order.refunded_at) == (True, "refunded", merchant, NOW)
    assert stock_of(mistral) == 10
    (event,) = [event for event in sent_by_outbox() if isinstance(event, OrderRefunded)]
    assert (event.order_id, event.total, event.currency) == (order.number, "80.00", "EUR")
    assert (event.user_id, event.anonymous_id) == (shopper.public_id, None)
    assert [(line.product_id, line.quantity, line.price) for line in event.products] == [
        ("mistral", 2, "40.00")
    ]
    assert told_customers == [order.pk]


def test_a_second_refund_changes_nothing(order, mistral, merchant):
    outcomes = [refund(order, merchant), refund(order, merchant, "Again.")]

    order.refresh_from_db()
    assert outcomes == [True, False]
    assert (stock_of(mistral), order.refund_reason) == (10, "The box arrived broken.")
    assert len([event for event in sent_by_outbox() if isinstance(event, OrderRefunded)]) == 1


def test_what_is_not_sold_any_more_does_not_stand_in_the_way(order, mistral, merchant):
    Variant.objects.all().delete()

    assert refund(order, merchant) is True


def test_a_refund_that_fails_leaves_everything_as_it_was(order, mistral, merchant, monkeypatch):
    def broken(*_, **__):
        raise ValueError("broken")

    monkeypatch.setattr("tracking.outbox.enqueue", broken)
    with pytest.raises(ValueError, match="broken"), transaction.atomic():
        refund(order, merchant)

    assert (Order.objects.get().status, stock_of(mistral)) == ("placed", 8)


def test_the_table_holds_no_refunded_order_without_a_refund(order):
    with pytest.raises(IntegrityError, match="shop_order_refund"), transaction.atomic():
        Order.objects.update(status="refunded")


@pytest.mark.django_db(transaction=True)
def test_refunds_and_orders_at_the_same_moment_keep_the_stock_right(mistral, sirocco, merchant):
    orders = [
        order_place(checkout_of(cart_with((mistral, 1), (sirocco, 1)), "59.99"), now=NOW) for _ in range(4)
    ]
    carts = [checkout_of(cart_with((sirocco, 1), (mistral, 1)), "59.99") for _ in range(4)]
    steps = [lambda order=order: refund(order, merchant) for order in orders * 3]
    steps += [lambda checkout=checkout: order_place(checkout, now=NOW) for checkout in carts]
    gate = Barrier(len(steps))

    def run(step):
        try:
            connection.ensure_connection()
            gate.wait(60)
            return step()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        outcomes = list(pool.map(run, steps))

    assert [outcomes[:12].count(flag) for flag in (True, False)] == [4, 8]
    assert (stock_of(mistral), stock_of(sirocco)) == (6, 6)
    assert sum(isinstance(event, OrderRefunded) for event in sent_by_outbox()) == 4


# What the customer sees


def test_the_mail_says_why_and_how_much_and_is_sent_once(order, merchant, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.SITE_URL = "https://larkspur.example"
    assert refund_send(order_id=order.pk, now=NOW) is False
    refund(order, merchant)

    sent = [refund_send(order_id=order.pk, now=NOW) for _ in range(2)]

    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert (sent, message.to) == ([True, False], ["ada@example.com"])
    assert message.subject == f"Your order {order.number} is refunded"
    for body in (str(message.body), str(message.alternatives[0][0])):
        assert "€80.00" in body
        assert "The box arrived broken." in body


def test_a_mail_that_was_left_lying_is_found(order, merchant):
    refund(order, merchant)

    assert refunds_untold(now=NOW) == []
    assert refunds_untold(now=NOW + 2 * SWEEP_AFTER) == [order.pk]


def test_order_and_history_say_that_it_is_refunded(visitor, order, shopper, merchant):
    Order.objects.update(user=shopper)
    refund(order, merchant, reason="<b>Broken</b>")
    visitor.force_login(shopper)

    page = visitor.get(f"/orders/{order.number}/").content.decode()

    assert "Your order was refunded" in page
    assert "&lt;b&gt;Broken&lt;/b&gt;" in page
    assert "Refunded" in visitor.get("/account/orders/").content.decode()


# In the admin


def test_the_merchant_confirms_with_a_reason(client, order, mistral, merchant):
    client.force_login(merchant)
    address = f"/admin/shop/order/{order.pk}/refund/"
    assert address in client.get(f"/admin/shop/order/{order.pk}/change/").content.decode()

    page = client.get(address)
    empty = client.post(address, {"reason": " "})
    assert "€80.00" in page.content.decode()
    assert (empty.status_code, stock_of(mistral)) == (200, 8)

    answers = [client.post(address, {"reason": "Broken"}, follow=True).content.decode() for _ in range(2)]

    assert f"Order {order.number} is refunded." in answers[0]
    assert "is refunded already" in answers[1]
    assert stock_of(mistral) == 10
    assert f'{address}"' not in client.get(f"/admin/shop/order/{order.pk}/change/").content.decode()


def test_staff_without_the_permission_may_look_but_not_refund(client, order, mistral):
    staff = User.objects.create_user("staff@example.com", "a-long-word-7", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_order", "change_order"]))
    client.force_login(staff)

    page = client.get(f"/admin/shop/order/{order.pk}/change/")
    answer = client.post(f"/admin/shop/order/{order.pk}/refund/", {"reason": "Mine"})

    assert "/refund" not in page.content.decode()
    assert (page.status_code, answer.status_code, stock_of(mistral)) == (200, 403, 8)


def test_the_form_of_an_order_neither_refunds_nor_takes_a_refund_back(client, order, merchant):
    client.force_login(merchant)
    address = f"/admin/shop/order/{order.pk}/change/"
    form = {
        "status": "refunded", "name": "Ada", "street": "Elm 5", "postcode": "1", "city": "Bonn", "country": "DE",
        "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0",
    }  # fmt: skip

    client.post(address, form)
    assert Order.objects.get().status == "placed"

    refund(order, merchant)
    client.post(address, {**form, "status": "sent"})
    assert (Order.objects.get().status, Order.objects.get().city) == ("refunded", "Bonn")
