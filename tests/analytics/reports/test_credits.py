"""Whom orders are owed to stays what counting from nothing gives, whatever changes in the thirty days before."""

from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from analytics.models import CountedDay
from analytics.reports import acquisition, sql
from analytics.reports.scope import Field, Filter
from analytics.rollups import refresh as refreshing
from analytics.rollups.refresh import oldest_change, refresh
from analytics.rollups.rollup import SHOPPERS
from analytics.rollups.sources import CREDITS
from analytics.rollups.statements import day_events
from analytics.stitching import stitch
from tests.analytics.reports.stories import event, order, scope
from tracking import identity
from tracking.events import PageViewed
from tracking.privacy.people import Person
from tracking.privacy.registry import holdings

pytestmark = pytest.mark.django_db

MARCH = scope("2026-03-10", "2026-03-10", settings.TIME_ZONE)


def visit(when, source, *, who="anna"):
    return event(PageViewed, when, who=who, visit=f"{who} at {when}", utm_source=source, page_url="/")


def bought(when="2026-03-10 12:00", **fields):
    return order(when, visit=f"anna at {when}", utm_source=None, **fields)


def owed(asked=MARCH):
    """Return what is owed to whom by rollups, which must be what counting events on the spot gives."""
    rows = acquisition.report(asked).sources.rows
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql, "is_kept", lambda *args, **options: False)
        assert acquisition.report(asked).sources.rows == rows
    first = {row.source: row.orders_first for row in rows if row.orders_first}
    return first, {row.source: row.orders_last for row in rows if row.orders_last}


def test_a_visit_that_is_told_late_is_owed_the_order_of_a_later_day(load):
    load(visit("2026-03-09 10:00", "poster"), bought())
    refresh(rests=False)
    assert owed() == ({"poster": 1}, {"poster": 1})

    load(visit("2026-03-03 10:00", "newsletter"))
    assert refresh(rests=False) == [date(2026, 3, 3)]

    assert owed() == ({"newsletter": 1}, {"poster": 1})
    assert oldest_change() is None


def test_until_it_is_counted_the_rollups_are_behind_since_the_event_came(load, monkeypatch):
    load(visit("2026-03-09 10:00", "poster"), bought())
    refresh(rests=False)
    began = timezone.now()
    load(visit("2026-03-03 10:00", "newsletter"))
    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "catch_up", lambda day: False)
        refresh(rests=False)

    behind = oldest_change()
    assert behind is not None
    assert began <= behind <= timezone.now()
    assert CountedDay.objects.filter(behind_since__isnull=False).count() == 2

    refresh(rests=False)
    assert (oldest_change(), owed()) == (None, ({"newsletter": 1}, {"poster": 1}))


def test_thirty_days_before_count_to_the_second_and_direct_visits_only_where_there_is_no_other(load):
    load(visit("2026-02-08 11:59", "newsletter"), visit("2026-02-08 12:01", "poster"))
    load(visit("2026-03-09 10:00", "leaflet"), visit("2026-03-09 11:00", None), bought())
    refresh(rests=False)

    assert owed() == ({"poster": 1}, {"leaflet": 1})


def test_clocks_that_went_forward_meanwhile_make_it_a_day_more(load, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    # 00:30 of the 28th of April by summer's clock, and 23:45 of the 28th of March by winter's.
    load(visit("2026-03-28 22:45", "newsletter"), bought("2026-04-27 22:30"))
    refresh(rests=False)

    assert owed(scope("2026-04-28", "2026-04-28", "Europe/Berlin")) == ({"newsletter": 1},) * 2


def test_a_browsers_visit_is_owed_the_order_of_the_account_it_becomes(load):
    load(visit("2026-03-03 10:00", "newsletter", who="browser"), bought(user_id="anna"))
    refresh(rests=False)
    assert owed() == ({"direct": 1}, {"direct": 1})
    stitch(now=timezone.now())

    identity.alias_record(alias="a:browser", subject="u:anna")
    stitch(now=timezone.now())
    refresh(rests=False)

    assert owed() == ({"newsletter": 1}, {"newsletter": 1})


def test_an_order_of_somebody_erased_is_owed_to_nobody_known(load):
    load(visit("2026-03-03 10:00", "newsletter"), bought(), visit("2026-03-10 13:00", "poster", who="bert"))
    refresh(rests=False)

    [erase] = [item.erase for item in holdings() if item.table == "analytics_event"]
    erase(Person(frozenset({"a:anna"})))
    refresh(rests=False)

    assert owed() == ({"unknown": 1}, {"unknown": 1})
    rows = acquisition.report(scope("2026-03-01", "2026-03-10", settings.TIME_ZONE)).sources.rows
    assert {row.source: (row.visits, row.visitors) for row in rows} == {"poster": (1, 1), "unknown": (0, 0)}


def test_an_order_in_a_visit_that_a_filter_keeps_may_be_owed_to_one_that_it_does_not(load):
    load(visit("2026-03-10 10:00", "newsletter"), bought(page_url="/checkout/"))
    load(
        visit("2026-03-10 11:00", "poster", who="bert"),
        order("2026-03-10 11:30", who="bert", visit="elsewhere"),
    )
    refresh(rests=False)

    kept = replace(MARCH, filters=(Filter(Field.PAGE, ("/checkout/",)),))

    assert owed(kept) == ({"newsletter": 1}, {"newsletter": 1})
    assert [row.visits for row in acquisition.report(kept).sources.rows if row.source == "direct"] == [1]


def test_who_came_on_several_days_is_one_visitor_of_a_source(load):
    load(*(visit(f"2026-03-0{day} 10:00", "poster") for day in range(1, 6)))
    load(visit("2026-03-02 11:00", "poster", who="bert"), visit("2026-03-02 12:00", "leaflet"))
    refresh(rests=False)

    rows = acquisition.report(scope("2026-03-01", "2026-03-10", settings.TIME_ZONE)).sources.rows

    assert [(row.source, row.visits, row.visitors) for row in rows] == [("poster", 6, 2), ("leaflet", 1, 1)]


def test_buyers_are_looked_up_one_by_one_and_not_by_going_through_all_days_for_each():
    with connection.cursor() as cursor:
        cursor.execute(day_events(SHOPPERS, [(0, 1)]), {"day": "2026-03-10", "start": "now", "stop": "now"})
        # What the planner falls for where its statistics know of no visits on these days.
        cursor.execute(
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off"
        )
        cursor.execute("ANALYZE analytics_day_session")
        cursor.execute(f"EXPLAIN {CREDITS.insert(date(2026, 3, 10))}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "analytics_session_subject" in plan
    assert "Index Cond: ((day" not in plan
