"""A store with products in it goes back a version and forward again."""

import pytest
from django.core.management import call_command
from django.db import connection

from shop.models import ProductSummary

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrated():
    """Give a function that brings the shop to a version; whatever happens, it ends at the newest."""
    yield lambda version: call_command("migrate", "shop", version, verbosity=0)
    call_command("migrate", "shop", verbosity=0)


def test_summaries_are_made_whole_and_taken_apart_with_products_there(migrated, make_product, make_category):
    product = make_product("Lamp", make_category("Lamps"), price="40.00")
    whole = ProductSummary.objects.values().get()

    migrated("0020_listing_row")
    with connection.cursor() as cursor:
        cursor.execute("SELECT product_id, list_price FROM shop_product_summary")
        assert cursor.fetchall() == [(product.pk, whole["list_price"])]
        cursor.execute("UPDATE shop_variant SET price = 30")

    migrated("0021_whole_summaries")
    assert ProductSummary.objects.values().get() == {**whole, "list_price": 30}
