"""From a cart to an order: totals, refusals, idempotence, the outbox."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from promotions.errors import CodeRefused
from promotions.models import Code, CodeUse
from shop.checkout.services import order_place
from shop.errors import NothingToOrder, OutOfStock, PaymentDeclined, TotalChanged
from shop.models import Cart, Order, Variant
from tests.shop.carts import DECLINED, cart_with, checkout_of
from tests.shop.checkout.steps import NOW, sent_by_outbox, stock_of
from tracking.events import OrderCompleted
from tracking.models import OutboxMessage


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
