"""Rollups are what counting from nothing gives, whatever came late, twice, or went."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from analytics import selectors
from analytics.loading import Loader
from analytics.models import (
    CountedDay,
    DayPage,
    DayProduct,
    DayPromotion,
    DaySearch,
    DaySession,
    EventSlot,
    StaleDay,
)
from analytics.reports import overview, pages
from analytics.reports.period import last_days
from analytics.reports.scope import Scope
from analytics.rollups.refresh import due, refresh
from analytics.rollups.rollup import Rollup
from analytics.rollups.statements import BY_SOURCE, ROLLUPS
from tests.analytics.events import delivered, made
from tracking.events import (
    OrderCompleted,
    OrderedProduct,
    OrdersCounted,
    PageLeft,
    PageViewed,
    ProductAdded,
    ProductClicked,
    ProductsSearched,
    ProductViewed,
    PromotionClicked,
    PromotionViewed,
)
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db(transaction=True)


def load(*events):
    with transaction.atomic():
        Loader().load(delivered(*events))


def contents():
    found = {}
    with connection.cursor() as cursor:
        for table in ROLLUPS:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def story(who="anna", **fields):
    """A search that finds a fan, which is looked at, put into the cart and bought."""
    line = OrderedProduct(product_id="fan", sku="FAN", name="Fan", price="10.00", quantity=2, promotion_id=7)
    begin, searched = now_ms() - 1000, f"search of {who}"
    steps = [
        made(PageViewed, who=who, page_url="/", referrer="https://www.google.com/", utm_source="news"),
        made(ProductsSearched, who=who, search_keyword="Fan", search_id=searched, results_count=3),
        made(ProductsSearched, who=who, search_keyword="Fan", search_id="2", results_count=3, page=2),
        made(PromotionViewed, who=who, promotion_id=7),
        made(PromotionClicked, who=who, promotion_id=7),
        made(ProductClicked, who=who, product_id="fan", search_id=searched, list_id="search", position=2),
        made(ProductViewed, who=who, product_id="fan", name="Fan", category="fans", page_url="/products/fan/"),
        made(PageLeft, who=who, page_url="/", max_scroll_percent=80, engaged_ms=4000),
        made(ProductAdded, who=who, product_id="fan", price="10.00", quantity=2, currency="EUR"),
        made(
            OrderCompleted, who=who, order_id=f"order of {who}", products=[line], currency="EUR", subtotal="20.00",
            discount="0.00", total="20.00",
        ),
    ]  # fmt: skip
    return [
        type(step)(
            **{**{f: getattr(step, f) for f in step.__struct_fields__}, "date": begin + place, **fields}
        )
        for place, step in enumerate(steps)
    ]


def test_each_rollup_counts_what_happened():
    load(*story("anna"), *story("bert")[:2], *story("robot", is_bot=True), *story("clerk", is_staff=True))
    load(made(ProductsSearched, who="anna", search_keyword="unicorn", results_count=0))

    assert refresh() == [timezone.localdate()]

    fan = DaySearch.objects.get(keyword="fan")
    assert (fan.searches, fan.people, fan.clicked, fan.to_cart, fan.to_order) == (2, 2, 1, 1, 1)
    assert (fan.clicks, fan.position_sum, fan.zero_results) == (1, 2, 0)
    assert DaySearch.objects.get(keyword="unicorn").zero_results == 1
    product = DayProduct.objects.get()
    assert (product.name, product.category, product.views, product.clicks) == ("Fan", "fans", 1, 1)
    assert (product.adds, product.orders, product.units, product.revenue) == (2, 1, 2, Decimal("20.00"))
    deal = DayPromotion.objects.get()
    assert (deal.promotion_id, deal.impressions, deal.clicks, deal.orders, deal.revenue) == ("7", 1, 1, 1, 20)
    page = DayPage.objects.get(page_path="/")
    assert (page.views, page.people, page.leavings, page.scrolled_75, page.scrolled_90) == (2, 2, 1, 1, 0)
    visit = DaySession.objects.get(subject="a:anna")
    assert (visit.page_views, visit.searches, visit.orders, visit.revenue) == (1, 3, 1, 20)
    assert (visit.entry_path, visit.referrer_host, visit.utm_source) == ("/", "google.com", "news")
    orders = EventSlot.objects.get(event="order_completed")
    assert (orders.currency, orders.events, orders.units, orders.revenue) == ("EUR", 1, 2, 20)


def test_late_events_and_repeated_ones_come_to_the_same_as_counting_once():
    events = [*story("anna"), *story("bert")]
    load(*events[::2])
    refresh()
    load(*events[1::2])
    load(*events)
    refresh(rests=False)
    piece_by_piece = contents()

    CountedDay.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(ROLLUPS))
        cursor.execute(
            "INSERT INTO analytics_stale_day (day, marked_at) VALUES (%s, now())", [timezone.localdate()]
        )
    refresh()

    assert contents() == piece_by_piece
    assert DaySession.objects.count() == 2


def test_an_event_counts_on_its_day_however_wrong_its_senders_clock_was():
    now = now_ms()
    for years in (-55, -4, 3):
        wrong = now + years * 365 * 86_400_000
        load(made(PageViewed, page_url="/", date=wrong, sent_at=wrong))

    assert refresh() == [timezone.localdate()]

    assert DayPage.objects.get().views == 3


def test_a_day_that_was_just_counted_rests_for_a_multiple_of_what_it_took():
    load(*story())
    refresh()
    CountedDay.objects.update(seconds=60.0)
    load(made(PageViewed))

    assert due(now=timezone.now()) == []
    assert due(now=timezone.now() + timedelta(minutes=21)) == [timezone.localdate()]


def test_a_mark_made_while_a_day_is_counted_stays(monkeypatch):
    load(made(PageViewed))
    counting = ROLLUPS["analytics_event_slot"]
    late = connection.copy()

    def load_meanwhile():
        with late.cursor() as cursor:
            cursor.execute("INSERT INTO analytics_stale_day (day, marked_at) VALUES (current_date, now())")

    class Slow(list[Rollup]):
        def __iter__(self):
            for rollup in super().__iter__():
                if rollup is counting:
                    load_meanwhile()
                yield rollup

    slow = {source: Slow(rollups) for source, rollups in BY_SOURCE.items()}
    monkeypatch.setattr("analytics.rollups.refresh.BY_SOURCE", slow)
    try:
        refresh()
    finally:
        late.close()

    assert StaleDay.objects.count() == 1


def test_the_shops_books_show_whether_an_order_is_missing():
    today = timezone.localdate()
    counted = {
        "day": today.isoformat(),
        "day_timezone": timezone.get_default_timezone_name(),
        "currency": "EUR",
    }
    load(*story("anna"), *story("clerk", is_staff=True))
    load(made(OrdersCounted, who=None, orders=3, total="60.00", **counted))

    (day,) = selectors.reconciliations(since=today)

    assert (day.shop_orders, day.orders, day.shop_total, day.total) == (
        3,
        2,
        Decimal("60.00"),
        Decimal("40.00"),
    )
    assert day.completeness == pytest.approx(2 / 3)


def test_what_several_people_want_now_is_known_and_what_one_does_is_not():
    load(*story("anna"), *story("bert"), *story("carl"))
    load(made(ProductsSearched, search_keyword="my own secret", results_count=1))
    refresh()
    today = timezone.localdate()

    assert selectors.trending_searches(today=today, count=5) == ["fan"]
    assert selectors.popular_now(today=today, count=5) == ["fan"]


def test_who_came_on_several_days_is_one_person_and_each_days():
    day_ms = 86_400_000
    load(*(made(PageViewed, page_url="/", date=now_ms() - days * day_ms) for days in range(3)))
    load(made(PageViewed, who="bert", page_url="/"))
    refresh()

    scope = Scope(last_days(3, now=timezone.now(), zone=timezone.get_default_timezone_name()))
    result = overview.report(scope)

    assert [page.people for page in DayPage.objects.order_by("day")] == [1, 1, 2]
    assert [row.visitors for row in result.days.rows] == [1, 1, 2]
    assert result.totals.rows[0].visitors == 2
    assert [row.visitors for row in pages.report(scope).pages.rows] == [2]
