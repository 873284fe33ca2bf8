"""The outbox: in the caller's transaction or not at all."""

import json

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from tracking import codec, outbox, topics
from tracking.api import origin_of
from tracking.context import Account, Origin
from tracking.errors import MalformedEvent
from tracking.events import OrderCompleted, ProductAdded
from tracking.models import OutboxMessage

NOBODY = Origin(key=None, fields={"date": 1_772_366_400_000})


def order(number="LK-1"):
    return OrderCompleted(
        order_id=number, products=[], currency="EUR", subtotal="1.00", discount="0.00", total="1.00"
    )


def test_a_message_is_written_complete(db):
    outbox.enqueue(order(), aggregate="order:LK-1", origin=Origin("anna", {"date": 5, "user_id": "anna"}))

    row = OutboxMessage.objects.get()
    assert (row.aggregate, row.topic, row.key) == ("order:LK-1", "commerce.events", "anna")
    assert json.loads(row.payload) == {
        "event": "order_completed",
        "schema_version": 1,
        "message_id": json.loads(row.payload)["message_id"],
        "date": 5,
        "user_id": "anna",
        "order_id": "LK-1",
        "products": [],
        "currency": "EUR",
        "subtotal": "1.00",
        "discount": "0.00",
        "total": "1.00",
    }
    assert len(json.loads(row.payload)["message_id"]) == 36


def test_it_goes_back_with_the_change_it_tells_of(db):
    with transaction.atomic():
        outbox.enqueue(order(), aggregate="order:LK-1", origin=NOBODY)
        transaction.set_rollback(True)

    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_is_refused():
    with pytest.raises(TransactionManagementError):
        outbox.enqueue(order(), aggregate="order:LK-1", origin=NOBODY)

    assert OutboxMessage.objects.count() == 0


def test_an_order_of_nobody_known_can_be_read_and_any_other_event_cannot():
    read = codec.decode(topics.COMMERCE, codec.encode(OrderCompleted(**{**fields_of(order()), "date": 5})))
    assert isinstance(read, OrderCompleted)

    with pytest.raises(MalformedEvent):
        codec.decode(topics.COMMERCE, codec.encode(ProductAdded(product_id="mistral", date=5)))


def fields_of(event):
    return {name: getattr(event, name) for name in event.__struct_fields__}


def test_with_consent_the_origin_names_visitor_and_session(rf):
    request = rf.get("/checkout/")

    origin = origin_of(request, OrderCompleted, account=None)

    assert origin.key == origin.fields["anonymous_id"]
    assert {"session_id", "ip", "user_agent", "page_url"} <= origin.fields.keys()


def test_without_consent_the_origin_is_the_account_and_the_time(rf):
    request = rf.get("/checkout/", headers={"sec-gpc": "1", "user-agent": "Firefox"})

    nobody = origin_of(request, OrderCompleted, account=None)
    someone = origin_of(request, OrderCompleted, account=Account("anna", "anna@example.com"))

    assert (nobody.key, set(nobody.fields)) == (None, {"date", "received_at", "consent"})
    assert (someone.key, set(someone.fields)) == ("anna", {"date", "received_at", "consent", "user_id"})
    assert nobody.fields["consent"] == someone.fields["consent"] == "none"
    assert someone.fields["user_id"] == "anna"
