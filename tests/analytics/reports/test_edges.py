"""Where counting goes wrong: clocks that change, late events, programs and staff, empty periods, segments, chance."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from analytics.loading import Loader
from analytics.reports import live, overview, paths, pipeline, promotions
from analytics.reports.catalogue import REPORTS
from analytics.reports.scope import Comparison, Field, Filter
from analytics.rollups.refresh import refresh
from tests.analytics.events import delivered
from tests.analytics.reports.stories import at, event, order, scope
from tracking.events import PageViewed, ProductsSearched, ProductViewed

BERLIN = ZoneInfo("Europe/Berlin")


def views(result):
    return [row.page_views for row in result.days.rows]


def test_days_are_the_zones_own_when_clocks_go_forward_and_back(load):
    load(
        event(PageViewed, at("2026-03-29 00:00", BERLIN)),
        event(PageViewed, at("2026-03-29 23:59", BERLIN)),
        event(PageViewed, at("2026-03-30 00:00", BERLIN)),
        event(PageViewed, at("2026-10-25 23:59", BERLIN)),
        event(PageViewed, at("2026-10-26 00:00", BERLIN)),
    )
    assert views(overview.report(scope("2026-03-28", "2026-03-30", "Europe/Berlin"))) == [0, 2, 1]
    assert views(overview.report(scope("2026-10-24", "2026-10-26", "Europe/Berlin"))) == [0, 1, 1]
    assert views(overview.report(scope("2026-03-28", "2026-03-30", "UTC"))) == [1, 2, 0]


def test_a_late_event_counts_on_the_day_it_happened(load):
    load(event(PageViewed, "2026-03-10 10:00"))
    load(event(PageViewed, "2026-03-09 10:00", received_at=at("2026-03-12 10:00")))
    wrong_clock = {"sent_at": at("2026-03-19 10:00"), "received_at": at("2026-03-09 10:00")}
    load(event(PageViewed, "2026-03-19 09:00", **wrong_clock))
    assert views(overview.report(scope("2026-03-09", "2026-03-10"))) == [2, 1]


def test_an_event_from_2021_is_reported_in_2021(load):
    load(event(PageViewed, 1640912388090))
    assert views(overview.report(scope("2021-12-31", "2021-12-31"))) == [1]


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_path_goes_on_over_reloads_and_ends_at_midnight(load, is_kept):
    way = (
        ("22:00", "/"),
        ("22:01", "/"),
        ("23:59", "/products/fan/"),
        ("00:01", "/products/fan/"),
        ("00:02", "/cart/"),
    )
    load(
        *(
            event(PageViewed, f"2026-03-{10 if time > '20' else 11} {time}", visit="v", page_url=page)
            for time, page in way
        )
    )
    if is_kept:
        refresh(rests=False)
    moves = paths.report(scope("2026-03-10", "2026-03-11")).moves.rows
    assert [(move.step, move.source, move.target, move.visits) for move in moves] == [
        (1, "/", "/products/…", 1),
        (1, "/products/…", "/cart/", 1),
        (2, "/cart/", "", 1),
        (2, "/products/…", "", 1),
    ]


def test_programs_and_staff_are_left_out_unless_asked_for(load):
    load(
        event(PageViewed, "2026-03-10 10:00"),
        event(PageViewed, "2026-03-10 10:00", who="bot", is_bot=True),
        event(PageViewed, "2026-03-10 10:00", who="boss", is_staff=True),
    )
    asked = scope("2026-03-10", "2026-03-10")
    assert views(overview.report(asked)) == [1]
    assert views(overview.report(replace(asked, with_bots=True))) == [2]
    assert views(overview.report(replace(asked, with_bots=True, with_staff=True))) == [3]


@pytest.mark.parametrize("is_counted", [False, True])
def test_delays_are_told_to_a_fortieth_of_programs_as_well(db, is_counted):
    received = datetime(2026, 3, 10, 10, tzinfo=UTC)
    # The last one was received, by the clock of its server, a minute after the warehouse had it.
    for number, delay_ms in enumerate([*range(100, 10_000, 100), -60_000]):
        loaded = received + timedelta(milliseconds=delay_ms)
        viewed = event(PageViewed, "2026-03-10 10:00", is_bot=number % 2 == 0)
        Loader(clock=partial(datetime.fromtimestamp, loaded.timestamp(), UTC)).load(delivered(viewed))
    if is_counted:
        refresh(rests=False)

    days = scope("2026-03-10", "2026-03-10", settings.TIME_ZONE)
    [row] = pipeline.report(days, now=received).topics.rows

    assert (row.topic, row.events) == (PageViewed.topic.name, 100)
    assert row.median_ms == pytest.approx(4900, rel=0.025)
    assert row.p99_ms == pytest.approx(9800, rel=0.025)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("comparison", [Comparison.NOTHING, Comparison.BEFORE])
def test_every_report_of_an_empty_warehouse_is_an_answer(db, name, comparison):
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    result = REPORTS[name].run(scope("2026-03-10", "2026-03-10", comparison=comparison), {}, now)
    assert result.tables
    assert all(len(row) == len(table.columns) for table in result.tables.values() for row in table.cells())


def test_segments_keep_whole_visits(load):
    load(
        event(PageViewed, "2026-03-10 10:00", page_url="/deals/", utm_source="newsletter"),
        event(ProductViewed, "2026-03-10 10:01", product_id="kettle", category="kitchen"),
        event(PageViewed, "2026-03-10 10:02", page_url="/cart/"),
        event(PageViewed, "2026-03-01 10:00", who="bert", visit="b1"),
        event(PageViewed, "2026-03-10 10:00", who="bert", visit="b2", page_url="/"),
    )

    def kept(field, *values):
        chosen = (Filter(field, values),)
        return overview.report(scope("2026-03-10", "2026-03-10", filters=chosen)).totals.rows[0].page_views

    assert kept(Field.SOURCE, "newsletter") == 2
    assert kept(Field.SOURCE, "direct") == 1
    assert kept(Field.SOURCE, "direct", "newsletter") == 3
    assert kept(Field.PAGE, "/cart/") == 2
    assert kept(Field.PRODUCT, "kettle") == kept(Field.CATEGORY, "kitchen") == 2
    assert kept(Field.VISITOR, "new") == 2
    assert kept(Field.VISITOR, "returning") == 1
    assert kept(Field.VISITOR, "new", "returning") == 3
    assert kept(Field.PAGE, "' OR true --") == 0


def test_an_order_of_nobody_known_counts_as_money_and_as_nobody(load):
    load(order("2026-03-10 10:00", who=None, visit=None, consent="none", session_id=None))
    total = overview.report(scope("2026-03-10", "2026-03-10")).totals.rows[0]
    assert (total.orders, total.revenue, total.visitors, total.visits) == (1, Decimal("20.00"), 0, 0)


def test_a_planted_lift_is_found_and_said_to_be_more_than_chance(load):
    story = []
    for group, people, buyers in (("personal", 400, 80), ("held_out", 200, 20)):
        for number in range(people):
            who = f"{group}-{number}"
            story.append(event(PageViewed, "2026-03-10 10:00", who=who, properties={"deals": group}))
            if number < buyers:
                story.append(order("2026-03-10 11:00", who=who))
            # Bought before it was seen: no merit of the deals.
            elif number < buyers + 10:
                story.append(order("2026-03-10 09:00", who=who))
    load(*story)
    result = promotions.report(scope("2026-03-10", "2026-03-10"))
    assert [(arm.people, arm.buyers) for arm in result.arms.rows] == [(400, 80), (200, 20)]
    points, relative = result.lift.rows
    assert points.verdict == relative.verdict == "more than chance"
    assert points.value == pytest.approx(0.10)
    assert relative.value == pytest.approx(1.0)
    assert points.low < 0.10 < points.high


def test_the_live_view_shows_the_moment_and_nobody(load):
    now = datetime(2026, 3, 10, 12, 0, 30, tzinfo=UTC)
    searched = {"results_count": 0, "page_url": "/search/"}
    load(
        event(PageViewed, "2026-03-10 11:59", page_url="/"),
        event(PageViewed, "2026-03-10 11:58", who="bert", page_url="/"),
        event(PageViewed, "2026-03-10 11:54", who="bert", page_url="/"),
        event(PageViewed, "2026-03-10 11:40", who="cleo", page_url="/"),
        order("2026-03-10 11:29", who="cleo"),
        event(PageViewed, "2026-03-10 12:01", who="later", page_url="/"),
        event(ProductsSearched, "2026-03-10 11:50", search_keyword="kettle", **searched),
        event(ProductsSearched, "2026-03-10 11:51", who="bert", search_keyword="Kettle", **searched),
        event(ProductsSearched, "2026-03-10 11:52", search_keyword="my own name", **searched),
    )
    result = live.report(scope("2026-03-10", "2026-03-10"), now=now)
    assert [(row.people, row.orders) for row in result.now.rows] == [(2, 0), (2, 1)]
    assert [row.events_a_second for row in result.now.rows] == [0, pytest.approx(1 / 60)]
    assert [(row.path, row.visitors) for row in result.pages.rows] == [("/", 2)]
    assert [(row.keyword, row.searches) for row in result.searches.rows] == [("kettle", 2)]
    assert len(result.minutes.rows) == 30
    assert result.minutes.rows[-1].minute - result.minutes.rows[0].minute == timedelta(minutes=29)
    cells = [str(cell) for table in result.tables.values() for row in table.cells() for cell in row]
    assert not any(who in cell for who in ("anna", "bert", "cleo") for cell in cells)
