"""Every report equals a plain recount over the events that were sent, and finds what was planted."""

import random
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import override_settings

from analytics.consumer import forget
from analytics.loading import Loader
from analytics.reports import (
    acquisition,
    cohorts,
    forms,
    funnel,
    moderation,
    overview,
    pages,
    paths,
    pipeline,
    products,
    promotions,
    retention,
    searches,
)
from analytics.reports.period import Period
from analytics.reports.retention import Unit
from analytics.reports.scope import Comparison, Scope
from analytics.rollups.refresh import is_counted, refresh
from operations.seed.history import truths
from tests.analytics.events import delivered
from tests.analytics.reports import past
from tracking.events import event_name
from tracking.models import IdentityAlias

pytestmark = pytest.mark.django_db

# From the middle of the history, over the night in which clocks change.
PERIOD = Period(date(2026, 3, 23), date(2026, 4, 5), "Europe/Berlin")
SCOPE = Scope(PERIOD, Comparison.NOTHING)
EVENTS = past.events()
ACCOUNTS = past.aliases()
TOLD = past.Recount(EVENTS, ACCOUNTS, PERIOD)


@pytest.fixture(scope="module", params=["events", "rollups"])
def loaded(request, django_db_setup, django_db_blocker):
    """The history in the warehouse: out of order, and a part of it a second time. All tests here only read it, first
    with reports that count events, then with such that add up rollups."""
    with django_db_blocker.unblock(), override_settings(TIME_ZONE=PERIOD.zone):
        with transaction.atomic(), connection.cursor() as cursor:
            _load()
            cursor.execute("ANALYZE analytics_event")  # which the server does by itself, some time later
            if request.param == "rollups":
                refresh(rests=False)
        assert is_counted(PERIOD.first, PERIOD.last) is (request.param == "rollups")
        yield
        forget()
        IdentityAlias.objects.all().delete()


def _load():
    IdentityAlias.objects.bulk_create(
        IdentityAlias(alias=f"a:{browser}", subject=f"u:{account}") for browser, account in ACCOUNTS.items()
    )
    mixed = random.Random(1).sample(EVENTS, len(EVENTS))
    loader = Loader()
    loader.load(delivered(*mixed))
    loader.load(delivered(*mixed[:200]))


def test_the_history_holds_what_reports_must_tell_apart():
    kinds = Counter(event_name(type(event)) for event in EVENTS)
    assert kinds["order_completed"] > 15
    assert any(event.is_bot for event in EVENTS)
    assert {TOLD.day(event) for event in TOLD.events} == set(PERIOD.days)


def test_overview(loaded):
    result = overview.report(SCOPE)
    total, views = result.totals.rows[0], TOLD.by_day_and_visit("page_viewed")
    assert total.visitors == len(TOLD.people())
    assert total.visits == len(TOLD.visits())
    assert total.page_views == len(TOLD.of("page_viewed"))
    assert total.searches == len(TOLD.of("products_searched"))
    assert total.orders == len(TOLD.of("order_completed"))
    assert total.revenue == sum(Decimal(e.total) for e in TOLD.of("order_completed"))
    assert total.refunded == sum(Decimal(e.total) for e in TOLD.of("order_refunded"))
    assert total.conversion == len(TOLD.visits("order_completed")) / len(TOLD.visits())
    assert total.bounce == sum(len(own) == 1 for own in views.values()) / len(TOLD.visits())
    assert [(row.day, row.page_views, row.visitors) for row in result.days.rows] == [
        (
            day,
            sum(TOLD.day(e) == day for e in TOLD.of("page_viewed")),
            len({TOLD.who(e) for e in TOLD.events if TOLD.day(e) == day and e.session_id}),
        )
        for day in PERIOD.days
    ]


def test_acquisition(loaded):
    rows = acquisition.report(SCOPE).sources.rows
    found, first, last = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        found[row.source] += row.visits
        first[row.source] += row.orders_first
        last[row.source] += row.orders_last
    assert +found == TOLD.sources()
    assert (+first, +last) == TOLD.owed()
    assert first != last
    assert sum(row.revenue_last for row in rows) == sum(Decimal(e.total) for e in TOLD.of("order_completed"))


def test_searches(loaded):
    result = searches.report(SCOPE)
    asked = {e.search_id: e for e in TOLD.of("products_searched")}
    clicks = [e for e in TOLD.of("product_clicked") if e.search_id in asked]
    carted = {
        c.search_id
        for c in clicks
        for e in TOLD.of("product_added")
        if TOLD.who(e) == TOLD.who(c)
        and e.product_id == c.product_id
        and e.date > c.date
        and TOLD.day(e) == TOLD.day(c)
    }
    ordered = {
        c.search_id
        for c in clicks
        for e in TOLD.of("order_completed")
        if TOLD.who(e) == TOLD.who(c)
        and c.product_id in [p.product_id for p in e.products]
        and e.date > c.date
        and TOLD.day(e) == TOLD.day(c)
    }
    (total,) = result.totals.rows
    assert total.searches == len(asked)
    assert total.nothing_found == sum(e.results_count == 0 for e in asked.values())
    assert total.clicked == len({e.search_id for e in clicks})
    assert (total.to_cart, total.to_order) == (len(carted), len(ordered))
    assert total.position == pytest.approx(sum(e.position for e in clicks) / len(clicks))
    assert {row.keyword: row.searches for row in result.top.rows} == Counter(
        e.search_keyword for e in asked.values()
    )
    assert {row.keyword for row in result.nothing_found.rows} == {
        e.search_keyword for e in asked.values() if e.results_count == 0
    }
    assert {row.position: row.clicks for row in result.positions.rows} == Counter(e.position for e in clicks)


def test_products(loaded):
    rows = {row.name: row for row in products.report(SCOPE).products.rows}
    views = Counter(e.product_id for e in TOLD.of("product_viewed"))
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    for e in TOLD.of("order_completed"):
        for line in e.products:
            revenue[line.product_id] += Decimal(line.price) * line.quantity
    adders = defaultdict(set)
    for e in TOLD.of("product_added"):
        adders[e.product_id].add(TOLD.who(e))
    assert {name: row.views for name, row in rows.items()} == views
    assert {name: row.revenue for name, row in rows.items() if row.revenue} == revenue
    assert {name: row.adders for name, row in rows.items() if row.adders} == {
        n: len(w) for n, w in adders.items()
    }


def test_promotions_and_their_lift(loaded):
    result = promotions.report(SCOPE)
    rows = result.promotions.rows
    assert {row.promotion: row.impressions for row in rows if row.impressions} == Counter(
        str(e.promotion_id) for e in TOLD.of("promotion_viewed")
    )
    assert sum(row.revenue for row in rows) == sum(
        Decimal(p.price) for e in TOLD.of("order_completed") for p in e.products if p.promotion_id
    )
    assert [(arm.people, arm.buyers) for arm in result.arms.rows] == [
        TOLD.arm("personal"),
        TOLD.arm("held_out"),
    ]
    assert {row.verdict for row in result.lift.rows} == {promotions.NOT_ENOUGH}


@pytest.mark.parametrize("window", [timedelta(minutes=2), timedelta(days=7)])
def test_funnel(loaded, window):
    names = ["product_viewed", "product_added", "checkout_started", "order_completed"]
    rows = funnel.report(SCOPE, funnel.Options(window=window)).steps.rows
    assert [row.people for row in rows] == TOLD.funnel(names, window / timedelta(milliseconds=1))


def test_retention(loaded):
    rows = retention.report(SCOPE, Unit.WEEK).cohorts.rows
    known = {TOLD.who(e) for e in TOLD.past if e.session_id}
    weeks = defaultdict(set)
    for e in TOLD.events:
        if e.session_id:
            weeks[TOLD.who(e)].add(TOLD.day(e) - timedelta(days=TOLD.day(e).weekday()))
    new = {who: min(own) for who, own in weeks.items() if who not in known}
    assert {(row.cohort, row.later): row.returned for row in rows} == {
        (first, n): sum(
            mine == first and first + timedelta(weeks=n) in weeks[who] for who, mine in new.items()
        )
        for first in (date(2026, 3, 23), date(2026, 3, 30))
        for n in range(((date(2026, 3, 30) - first).days // 7) + 1)
    }


def test_cohorts(loaded):
    rows = cohorts.report(SCOPE, Unit.WEEK).cohorts.rows
    orders = [e for e in TOLD.of("order_completed") if e.anonymous_id]
    assert rows[0].customers + rows[2].customers == len(
        {TOLD.who(e) for e in orders}
        - {TOLD.who(e) for e in TOLD.past if event_name(type(e)) == "order_completed"}
    )
    assert [row.later for row in rows] == [0, 1, 0]


@pytest.mark.parametrize("start", ["", "/search/", "/products/…", "/nothing/"])
def test_paths(loaded, start):
    rows = paths.report(SCOPE, start).moves.rows
    told = TOLD.moves(
        lambda path: re.sub(r"^/(products|categories|orders)/.+$", r"/\1/…", path), start, paths.STEPS
    )
    for step in range(1, paths.STEPS + 1):
        most = sorted((visits for (at, *_), visits in told.items() if at == step), reverse=True)
        assert [row.visits for row in rows if row.step == step] == most[: paths.LIMIT]
    assert {(row.step, row.source, row.target): row.visits for row in rows}.items() <= told.items()
    assert bool(rows) is (start != "/nothing/")


def test_pages(loaded):
    result = pages.report(SCOPE)
    rows = {row.path: row for row in result.pages.rows}
    home = [e for e in TOLD.of("page_left") if e.page_url == "/"]
    assert {path: row.views for path, row in rows.items()} == Counter(
        e.page_url for e in TOLD.of("page_viewed")
    )
    assert rows["/"].engaged_ms == pytest.approx(sum(e.engaged_ms for e in home) / len(home))
    assert rows["/"].read_half == pytest.approx(sum(e.max_scroll_percent >= 50 for e in home) / len(home))
    assert sum(row.entries for row in rows.values()) == len(TOLD.by_day_and_visit("page_viewed"))
    lcp = sorted(e.lcp_ms for e in TOLD.of("web_vitals") if e.page_url == "/")
    place = 0.75 * (len(lcp) - 1)
    low, high = lcp[int(place)], lcp[int(place) + 1]
    assert result.vitals.rows[0].lcp_ms == pytest.approx(low + (high - low) * (place % 1))


def test_forms(loaded):
    rows = forms.report(SCOPE).forms.rows
    sent = Counter((e.form_id, e.page_url) for e in TOLD.of("form_submitted"))
    assert {(row.form, row.path): row.submitted for row in rows} == sent
    assert all(0 < row.share <= 1 for row in rows)


def test_moderation(loaded):
    result = moderation.report(SCOPE)
    assert {row.verdict: row.decisions for row in result.verdicts.rows} == Counter(
        e.verdict for e in TOLD.of("review_moderated")
    )
    assert [row.approved for row in result.days.rows] == [
        sum(e.verdict == "approved" and TOLD.day(e) == day for e in TOLD.of("review_moderated"))
        for day in PERIOD.days
    ]


def test_pipeline(loaded):
    rows = pipeline.report(SCOPE, now=past.NOW).topics.rows
    first, last = (moment.timestamp() * 1000 for moment in (PERIOD.starts_at, PERIOD.ends_at))
    sent = [e for e in EVENTS if first <= e.date < last]
    assert any(e.is_bot for e in sent)
    assert {row.topic: row.events for row in rows} == Counter(e.topic.name for e in sent)
    assert {row.topic: row.late for row in rows if row.late} == Counter(
        e.topic.name for e in sent if e.received_at > e.date + 60_000
    )
    newest = {row.topic: row.newest.timestamp() * 1000 for row in rows}
    assert all(newest[e.topic.name] >= e.date for e in sent)
    assert set(newest.values()) <= {e.date for e in sent}


def test_what_was_planted_is_found_again():
    """The history itself keeps its promises, on enough people to tell."""
    many, accounts = past.events(scale=0.8), past.aliases(scale=0.8)
    told = past.Recount(many, accounts, Period(date(2026, 3, 15), date(2026, 4, 5), "Europe/Berlin"))
    (_, buyers), (people, _) = told.arm("personal"), told.arm("held_out")
    assert people > 30
    assert buyers > 30
    viewed, added, started, ordered = told.funnel(
        ["product_viewed", "product_added", "checkout_started", "order_completed"], 2**60
    )
    assert viewed > added > started > ordered > 0
    searched = told.of("products_searched")
    assert sum(e.results_count == 0 for e in searched) / len(searched) == pytest.approx(
        truths.FINDS_NOTHING, abs=0.02
    )
