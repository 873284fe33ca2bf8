"""What the database keeps of each product for listings: true after every change, also of several people at once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction

from shop.checkout.stock import stock_change
from shop.models import Product, ProductSummary, Variant


def summary(product):
    row = ProductSummary.objects.get(product=product)
    return row.list_price, row.currency, row.in_stock, row.rating_average, row.rating_count


@pytest.fixture
def lamp(make_product, fans):
    return make_product("Lamp", fans, price="40.00", stock=2)


def add_variant(product, price, *, stock=5, position=1):
    return Variant.objects.create(
        product=product, sku=f"{product.slug}-{price}", price=Decimal(price), stock=stock, position=position
    )


def test_a_new_product_is_summed_up(lamp):
    assert summary(lamp) == (Decimal("40.00"), "EUR", True, None, 0)


def test_the_cheapest_that_can_be_had_leads(lamp):
    cheap = add_variant(lamp, "30.00")
    assert summary(lamp)[0] == Decimal("30.00")

    Variant.objects.filter(pk=cheap.pk).update(stock=0)
    assert summary(lamp)[:3] == (Decimal("40.00"), "EUR", True)

    Variant.objects.filter(product=lamp).update(stock=0)
    assert summary(lamp)[:3] == (Decimal("30.00"), "EUR", False)


def test_a_price_a_currency_and_a_deletion_count(lamp):
    dear = add_variant(lamp, "90.00")
    Variant.objects.filter(product=lamp, price=40).update(price=Decimal("100.00"))
    assert summary(lamp)[0] == Decimal("90.00")

    Variant.objects.filter(pk=dear.pk).update(currency="GBP")
    assert summary(lamp)[1] == "GBP"

    dear.delete()
    assert summary(lamp)[:2] == (Decimal("100.00"), "EUR")


def test_a_product_without_variants_has_none_and_a_moved_variant_counts_for_both(lamp, make_product, fans):
    other = make_product("Other", fans, price="70.00")

    Variant.objects.filter(product=lamp).update(product=other)

    assert not ProductSummary.objects.filter(product=lamp).exists()
    assert summary(other)[0] == Decimal("40.00")


def test_approved_reviews_count_and_others_do_not(lamp, make_review):
    make_review(lamp, rating=5)
    rejected = make_review(lamp, rating=2, status="rejected")
    assert summary(lamp)[3:] == (Decimal("5.00"), 1)

    rejected.status = "approved"
    rejected.save()
    assert summary(lamp)[3:] == (Decimal("3.50"), 2)

    rejected.delete()
    assert summary(lamp)[3:] == (Decimal("5.00"), 1)


def test_what_the_product_says_of_itself_follows(lamp, make_category):
    other = make_category("Lights")
    Product.objects.filter(pk=lamp.pk).update(
        name="Torch",
        slug="torch",
        brand="Fenella",
        category=other,
        description="Shines far.",
        is_active=False,
    )

    row = ProductSummary.objects.get(product=lamp)
    assert (row.name, row.slug, row.brand, row.category_id) == ("Torch", "torch", "Fenella", other.pk)
    assert (row.is_active, row.created_at) == (False, lamp.created_at)
    assert words_found(lamp, "torch", "fenella", "shines", "lamp") == [True, True, True, False]


def words_found(product, *words):
    row = ProductSummary.objects.filter(product=product)
    return [row.filter(document=SearchQuery(word, config="shop_english")).exists() for word in words]


def test_a_text_that_no_listing_needs_writes_no_summary(lamp):
    before = _version(lamp)

    Product.objects.filter(pk=lamp.pk).update(attributes={"Tank": "4 l"})
    assert _version(lamp) == before


def test_a_product_can_be_deleted_with_all_that_hangs_on_it(lamp, make_review):
    make_review(lamp)

    lamp.delete()

    assert not ProductSummary.objects.exists()


def test_a_sale_that_leaves_some_writes_no_summary(lamp):
    before = _version(lamp)

    variant = lamp.variants.get()
    stock_change(units={variant.pk: -1})
    assert _version(lamp) == before

    stock_change(units={variant.pk: -1})
    assert _version(lamp) != before
    assert summary(lamp)[2] is False


def _version(product):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text, ctid::text FROM shop_product_summary WHERE product_id = %s", [product.pk]
        )
        return cursor.fetchone()


@pytest.mark.django_db(transaction=True)
def test_two_who_change_variants_of_one_product_at_once_lose_nothing(make_product, make_category):
    """Without the lock the second would sum up what it saw before the first was done."""
    product = make_product("Lamp", make_category("Lamps"), price="40.00", stock=5)
    second = add_variant(product, "50.00")
    first = product.variants.get(price=40)
    both_changed = Barrier(2)

    def sell_out(variant):
        try:
            with transaction.atomic():
                both_changed.wait(10)
                Variant.objects.filter(pk=variant.pk).update(stock=0)
        finally:
            connection.close()

    for _ in range(10):
        Variant.objects.filter(product=product).update(stock=5)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(sell_out, (first, second)))
        assert summary(Product.objects.get())[2] is False


@pytest.mark.django_db(transaction=True)
def test_a_new_name_and_a_new_price_at_once_both_stand(make_product, make_category):
    product = make_product("Lamp", make_category("Lamps"), price="40.00")
    both_changed = Barrier(2)

    def change(rows, **values):
        try:
            with transaction.atomic():
                both_changed.wait(10)
                rows.update(**values)
        finally:
            connection.close()

    for number in range(10):
        name, price = f"Lamp {number}", Decimal(50 + number)
        with ThreadPoolExecutor(2) as pool:
            renamed = pool.submit(change, Product.objects.filter(pk=product.pk), name=name)
            repriced = pool.submit(change, Variant.objects.filter(product=product), price=price)
        assert (renamed.exception(), repriced.exception()) == (None, None)
        row = ProductSummary.objects.get()
        assert (row.name, row.list_price) == (name, price)
