"""Orders that were cancelled before there were refunds."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_BEFORE = [("shop", "0004_reviews")]


@pytest.fixture
def before_refunds(transactional_db):
    """The database as it was before refunds; returns a function that brings it up to date."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()

    def migrate(targets=latest):
        MigrationExecutor(connection).migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps.get_model("shop", "Order")

    migrate(_BEFORE)
    yield migrate
    migrate()


def test_they_become_refunded_ones_nobody_is_mailed_about_and_can_go_back(before_refunds):
    order_model = before_refunds(_BEFORE)
    for number, status in enumerate(("placed", "cancelled")):
        order_model.objects.create(
            number=f"LK-{number}", status=status, email="ada@example.com", name="Ada", street="Elm Lane 1",
            postcode="1012", city="Amsterdam", country="NL", idempotency_key=uuid4(), currency="EUR",
            subtotal=1, total=1,
        )  # fmt: skip

    placed, refunded = before_refunds().objects.order_by("number")
    assert (placed.status, placed.refunded_at) == ("placed", None)
    assert (refunded.status, refunded.refunded_at) == ("refunded", refunded.created_at)
    assert refunded.refund_told_at is not None

    old = before_refunds(_BEFORE).objects.order_by("number").values_list("status", flat=True)
    assert list(old) == ["placed", "cancelled"]
