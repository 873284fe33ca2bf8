"""The past prices of the seed."""

from collections import defaultdict

import pytest
from django.utils import timezone

from operations.seed import store
from operations.seed.catalogue import catalogue
from operations.seed.prices import price_history_save
from shop.models import PriceHistory, Variant


@pytest.fixture
def products(db):
    store.categories_save()
    store.products_save(products=catalogue(200), now=timezone.now(), progress=lambda _: None)


def test_every_variant_has_a_past_that_ends_in_its_price(products):
    price_history_save(now=timezone.now())

    last = {row.variant_id: row.price for row in PriceHistory.objects.order_by("since")}
    assert last == dict(Variant.objects.values_list("pk", "price"))


def test_some_cost_less_or_more_before_and_none_before_they_were_listed(products):
    price_history_save(now=timezone.now())

    past = defaultdict(list)
    for row in PriceHistory.objects.select_related("variant__product").order_by("since"):
        past[row.variant_id].append(row.price)
        assert row.since >= row.variant.product.created_at
    assert {len(prices) for prices in past.values()} == {1, 2, 3}
    assert all(min(prices) < prices[-1] for prices in past.values() if len(prices) == 3)


def test_a_second_run_adds_nothing(products):
    price_history_save(now=timezone.now())

    assert price_history_save(now=timezone.now()) == 0
