"""What is popular: units sold lately, of what can still be had."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.utils import timezone

from analytics.models import DayProduct, DaySearch
from shop.catalogue.popular import WINDOW, popular_products
from shop.models import Order, OrderLine, OrderStatus


@pytest.fixture
def sell(db):
    """Write an order of so many of a product, as history."""

    def sell(product, quantity, *, days_ago=1, status=OrderStatus.PLACED):
        total = Decimal(quantity)
        order = Order.objects.create(
            name="Ada", street="Elm Lane 1", postcode="1012", city="Amsterdam", country="NL",
            idempotency_key=uuid4(), email="ada@example.com", status=status, currency="EUR",
            subtotal=total, total=total, created_at=timezone.now() - timedelta(days=days_ago),
            refunded_at=timezone.now() if status == OrderStatus.REFUNDED else None,
        )  # fmt: skip
        OrderLine.objects.create(
            order=order, product=product.slug, product_number=product.pk, variant_number=1, sku="S",
            name=product.name, brand=product.brand, category="fans", quantity=quantity,
            usual_price=1, price=1, total=total,
        )  # fmt: skip

    return sell


def names():
    caches["local"].clear()
    return [product.name for product in popular_products(now=timezone.now())]


def test_units_count_and_not_orders(make_product, fans, sell):
    few, many = make_product("Few", fans), make_product("Many", fans)
    make_product("Unsold", fans)
    sell(few, 1)
    sell(few, 1)
    sell(many, 5)

    assert names() == ["Many", "Few"]


def test_what_was_refunded_or_long_ago_counts_nothing(make_product, fans, sell):
    for name, fields in {
        "Refunded": {"status": OrderStatus.REFUNDED},
        "Long ago": {"days_ago": WINDOW.days + 1},
        "Delivered": {"status": OrderStatus.DELIVERED, "days_ago": WINDOW.days - 1},
    }.items():
        sell(make_product(name, fans), 3, **fields)

    assert names() == ["Delivered"]


def test_equals_keep_their_order(make_product, fans, sell):
    products = [make_product(f"Fan {number}", fans) for number in range(4)]
    for product in reversed(products):
        sell(product, 2)

    assert names() == [product.name for product in products]


def test_what_sells_out_leaves_at_once(make_product, fans, sell):
    gone, kept = make_product("Gone", fans), make_product("Kept", fans)
    sell(gone, 9)
    sell(kept, 1)
    now = timezone.now()
    assert [product.name for product in popular_products(now=now)] == ["Gone", "Kept"]

    gone.variants.update(stock=0)

    assert [product.name for product in popular_products(now=now)] == ["Kept"]


def test_what_sells_is_asked_once_a_minute(make_product, fans, sell, django_assert_num_queries):
    sell(make_product("Fan", fans), 1)
    popular_products(now=timezone.now())

    with django_assert_num_queries(2):
        popular_products(now=timezone.now())


def test_home_shows_whole_rows_of_it(visitor, make_product, fans, sell):
    for number in range(6):
        sell(make_product(f"Fan {number}", fans), 9 - number)

    page = visitor.get("/")

    assert [card.name for card in page.context["popular"]] == ["Fan 0", "Fan 1", "Fan 2", "Fan 3"]
    assert 'id="popular-title">Popular this month<' in page.content.decode()


@pytest.mark.parametrize("path", ["/search/", "/search/?q=zzzxqw"])
def test_a_search_without_results_shows_what_sells(path, visitor, make_product, fans, sell):
    for number in range(8):
        sell(make_product(f"Fan {number}", fans), 9 - number)

    page = visitor.get(path)

    assert [card.name for card in page.context["suggestions"]][:2] == ["Fan 0", "Fan 1"]
    assert "Popular this month" in page.content.decode()


def test_while_little_sells_it_shows_something_of_everything(visitor, make_product, fans, sell):
    sell(make_product("Fan", fans), 3)

    content = visitor.get("/search/?q=zzzxqw").content.decode()

    assert "From every corner of the store" in content
    assert "Popular this month" not in content


@pytest.fixture
def watch(db):
    """Say that so many people looked at a product today, as the warehouse counted them."""

    def watch(slug, people):
        DayProduct.objects.create(day=timezone.localdate(), product_id=slug, people=people)

    return watch


def test_the_home_page_shows_what_people_look_at_right_now(client, make_product, fans, watch):
    for place in range(4):
        watch(make_product(f"Fan {place}", fans).slug, 10 + place)
    watch(make_product("Sold out", fans, stock=0).slug, 99)
    watch("no-longer-here", 98)
    caches["local"].clear()

    page = client.get("/").content.decode()

    row = page[page.index("Popular right now") :]
    names = sorted((row.index(f"Fan {place}"), place) for place in range(4))
    assert [place for _, place in names] == [3, 2, 1, 0]
    assert "Sold out" not in page


def test_the_home_page_has_no_such_row_while_few_look(client, make_product, fans, watch):
    watch(make_product("Fan", fans).slug, 1)
    caches["local"].clear()

    assert "Popular right now" not in client.get("/").content.decode()


def test_the_empty_search_page_says_what_many_look_for_and_no_single_persons_words(client, db):
    for keyword, people in (("quiet fan", 5), ("my own name", 1), ("unicorn", 5)):
        DaySearch.objects.create(
            day=timezone.localdate(), keyword=keyword, people=people, searches=people,
            zero_results=people if keyword == "unicorn" else 0,
        )  # fmt: skip
    caches["local"].clear()

    page = client.get("/search/").content.decode()

    assert "?q=quiet%20fan" in page
    assert "my own name" not in page
    assert "unicorn" not in page
