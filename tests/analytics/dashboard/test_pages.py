"""The reports' pages as staff see them: figures, empty states, addresses, files, permission."""

import io
import json
import re
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace
from psycopg.sql import SQL

from analytics.dashboard.figures import figure_of
from analytics.reports import promotions
from analytics.reports import sql as reports_sql
from analytics.reports.catalogue import REPORTS
from analytics.reports.promotions import Arm
from analytics.rollups.refresh import refresh
from tests.analytics.dashboard.conftest import MARCH
from tests.analytics.reports.stories import event, order
from tests.searches import promotion
from tracking.events import ProductsSearched, PromotionViewed

pytestmark = pytest.mark.django_db

# A report's own statements, beside session, account, views, notes and completeness. None grows with the rows.
MOST_QUERIES = 25


def figure(page, name):
    (found,) = re.findall(
        rf'<script id="figure-{name}" type="application/json">(.*?)</script>', page.content.decode()
    )
    return json.loads(found)


def section(page, name):
    return next(section for section in page.context["sections"] if section.name == name)


def rows(page, name):
    return [[cell.text for cell in row] for row in section(page, name).table.rows]


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_page_with_figures_and_one_without(staff, march, name):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = staff.get(f"/dashboard/{name}/?{MARCH}")
    empty = staff.get(f"/dashboard/{name}/?from=1990-01-01&to=1990-01-31")

    assert page.status_code == empty.status_code == 200
    assert len(queries) <= MOST_QUERIES
    assert f"<h1>{REPORTS[name].title}</h1>" in page.content.decode()
    assert "style=" not in page.content.decode().split("<main")[1]
    if name in {"acquisition", "searches", "products", "pages", "retention", "cohorts", "paths", "forms"}:
        assert "Nothing in these days" in empty.content.decode()


@pytest.mark.parametrize("path", ["", "live/", "products/", "kept/", "products/products.csv"])
def test_it_is_for_staff_only(client, django_user_model, path):
    user = django_user_model.objects.create(email="a@example.com")
    assert client.get(f"/dashboard/{path}").status_code == 302
    client.force_login(user)
    assert client.get(f"/dashboard/{path}").status_code == 403


def test_what_isnt_there_is_not_found(staff):
    assert staff.get("/dashboard/nothing/").status_code == 404
    assert staff.get("/dashboard/products/nothing.csv").status_code == 404


def test_cards_stand_beside_the_days_before(staff, march):
    page = staff.get("/dashboard/?from=2026-03-01&to=2026-03-28")

    cards = {card.title: card for card in section(page, "totals").cards}
    assert (cards["Visitors"].text, cards["Visitors"].before, cards["Visitors"].change) == (
        "2",
        "1",
        "+100 %",
    )
    assert cards["Revenue"].text == "20.00"
    assert cards["Conversion"].change == "+50.0 points"
    assert cards["Bounce rate"].trend == "same"
    assert cards["Average order"].before == "–"


def test_a_card_is_drawn_by_its_link(staff, march):
    cards = {card.title: card for card in section(staff.get(f"/dashboard/?{MARCH}"), "totals").cards}

    page = staff.get(cards["Orders"].href)

    drawn = figure(page, "days")
    assert drawn["title"] == "By day: Orders"
    assert drawn["labels"][:2] == ["1 Mar", "2 Mar"]
    assert drawn["series"][0]["values"][:3] == [0, 1, 0]
    assert drawn["series"][1]["is_past"]


def test_a_filter_is_added_shown_and_taken_out(staff, march):
    asked = staff.get(f"/dashboard/pages/?{MARCH}&sort.pages=path&field=page&value=/deals/")
    assert asked.status_code == 302
    page = staff.get(asked.url)

    ((name, value, without),) = page.context["chips"]
    assert (name, value) == ("page", "/deals/")
    assert [row[0] for row in rows(page, "pages")] == ["/deals/"]
    assert "sort.pages=path" in asked.url
    assert [row[0] for row in rows(staff.get(without), "pages")] == ["/", "/deals/"]


def test_a_filled_in_form_becomes_a_short_address(staff):
    asked = staff.get("/dashboard/?last=30&from=2026-03-01&to=2026-03-02&zone=&compare=year")
    assert asked.url == "/dashboard/?from=2026-03-01&to=2026-03-02&compare=year"
    assert staff.get(asked.url).status_code == 200


def test_what_makes_no_sense_is_said_and_nothing_is_lost(staff):
    page = staff.get("/dashboard/?from=2026-03-31&to=2026-03-01&device=phone")

    assert page.status_code == 400
    assert "Last day: the period ends before it begins." in page.content.decode()
    assert 'value="2026-03-31"' in page.content.decode()


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/overview/days.csv"])
def test_a_report_that_takes_too_long_is_said_to(staff, march, monkeypatch, path):
    # PostgreSQL itself gives up, only sooner.
    monkeypatch.setattr(reports_sql, "_LOCALLY", "SET LOCAL statement_timeout = '20ms'")
    monkeypatch.setattr(reports_sql, "condition", lambda scope, **_: SQL("(SELECT true FROM pg_sleep(1))"))

    page = staff.get(f"{path}?{MARCH}&device=phone")

    assert page.status_code == 503
    assert "Choose fewer days or fewer filters" in page.content.decode()
    assert page.context is None or page.context["scope"].period.first.month == 3


def test_columns_sort_both_ways_and_names_of_none_do_nothing(staff, march):
    page = staff.get(f"/dashboard/pages/?{MARCH}")
    heading = next(h for h in section(page, "pages").table.headings if h.column.name == "path")

    up = staff.get(heading.href)
    again = next(h for h in section(up, "pages").table.headings if h.column.name == "path")
    assert [row[0] for row in rows(up, "pages")] == ["/", "/deals/"]
    assert again.order == "ascending"
    assert [row[0] for row in rows(staff.get(again.href), "pages")] == ["/deals/", "/"]
    assert staff.get(f"/dashboard/pages/?{MARCH}&sort.pages=__class__&show.pages=x").status_code == 200


def test_a_funnel_is_built_by_its_form_and_lives_in_its_address(staff, march):
    lines = "event=product_viewed&about=category&how=is&what=a;b&event=order_completed&about=&how=is&what="
    asked = staff.get(f"/dashboard/funnel/?{MARCH}&{lines.replace(';', '%3B')}&event=&window=2d&by=")
    page = staff.get(asked.url)

    assert [(line.event, line.what) for line in page.context["steps"]] == [
        ("product_viewed", "a;b"),
        ("order_completed", ""),
        ("", ""),
    ]
    kitchen = staff.get(asked.url.replace("a%253Bb", "kitchen"))
    assert [(row[2], row[3]) for row in rows(kitchen, "steps")] == [
        ("product viewed, category is kitchen", "2"),
        ("order completed", "1"),
    ]
    assert figure(kitchen, "steps")["series"][0]["values"] == [2, 1]


def test_retention_is_a_grid_of_shades_and_numbers(staff, march):
    page = staff.get("/dashboard/retention/?from=2026-02-01&to=2026-03-31&unit=month")

    grid = section(page, "retention").grid
    assert [(row.name, row.size) for row in grid.rows] == [("1 Feb 2026", "1"), ("1 Mar 2026", "1")]
    assert [(place.text, place.shade) for place in grid.rows[0].places] == [("100.0 %", 10), ("100.0 %", 10)]
    assert grid.rows[1].places[1].text == ""


def test_searches_stand_beside_those_of_the_days_before(staff, march, load):
    load(event(ProductsSearched, "2026-02-10 10:01", visit="v0", search_id="s0", search_keyword="pan"))
    load(event(ProductsSearched, "2026-02-11 10:01", visit="v1", search_id="s9", search_keyword="pan"))

    cards = {
        card.title: card
        for card in section(staff.get("/dashboard/searches/?from=2026-03-01&to=2026-03-28"), "totals").cards
    }
    assert (cards["Searches"].text, cards["Searches"].before, cards["Searches"].change) == ("1", "2", "−50 %")
    alone = staff.get("/dashboard/searches/?from=2026-03-01&to=2026-03-28&compare=nothing")
    assert section(alone, "totals").cards[0].before == ""
    # Nothing now and something before is no figure of now.
    assert section(staff.get("/dashboard/searches/?from=2026-02-12&to=2026-02-13"), "totals").cards == ()


def test_promotions_have_their_titles(staff, march, load):
    known = promotion("kettle", title="A quarter off kettles")
    load(
        *(
            event(PromotionViewed, f"2026-03-06 1{n}:00", promotion_id=number)
            for n, number in enumerate((known.pk, known.pk, 10**18 + 7, 987_654))
        )
    )
    page = staff.get(f"/dashboard/promotions/?{MARCH}")
    shown = {tuple(row[:3]) for row in rows(page, "promotions")}
    assert shown == {
        ("A quarter off kettles", str(known.pk), "2"),
        ("(deleted)", str(10**18 + 7), "1"),
        ("(deleted)", "987654", "1"),
    }
    assert f"A quarter off kettles · {known.pk}" in figure(page, "promotions")["labels"]


def test_lift_is_drawn_with_its_interval_and_says_what_it_means():
    def arms(buyers):
        return [Arm(group, 1000, count, None, Decimal(0), None) for group, count in buyers.items()]

    sure = promotions.lift_table(*arms({"personal": 150, "held_out": 80}))
    figure = figure_of(sure, "value")
    assert [(span.low < span.value < span.high, span.text) for span in figure.spans] == [
        (True, "+7.0 (+4.2 to +9.8)"),
        (True, "+87.5 (+45.0 to +142.4)"),
    ]
    assert figure.labels == (promotions.POINTS, promotions.RELATIVE)
    assert sure.remark.startswith("More than chance")
    unsure = promotions.lift_table(*arms({"personal": 80, "held_out": 81}))
    assert unsure.remark.startswith("May be chance")
    assert figure_of(unsure, "value").spans[0].low < 0 < figure_of(unsure, "value").spans[0].high


def test_lift_says_when_there_is_not_enough_data(staff, march):
    page = staff.get(f"/dashboard/promotions/?{MARCH}")
    assert [row[1] for row in rows(page, "lift")] == ["not enough data"] * 2
    assert section(page, "lift").figure is None
    assert "Not enough data: each group needs 100 people and 10 buyers" in page.content.decode()


def test_files_have_all_rows_and_no_formula(staff, march):
    csv = staff.get(f"/dashboard/searches/top.csv?{MARCH}")
    assert csv["Content-Disposition"] == 'attachment; filename="searches-top-2026-03-01-to-2026-03-31.csv"'
    assert b"'=kettle,1,1,0" in b"".join(csv.streaming_content)

    table = pq.read_table(io.BytesIO(staff.get(f"/dashboard/products/products.parquet?{MARCH}").content))
    (row,) = table.to_pylist()
    assert (row["name"], row["viewers"], str(row["revenue"])) == ("kettle", 2, "20.00")
    assert staff.get("/dashboard/searches/top.csv?last=0").status_code == 400


@pytest.mark.parametrize("name", REPORTS)
def test_every_table_of_every_report_can_be_taken_as_parquet(staff, march, name):
    page = staff.get(f"/dashboard/{name}/?{MARCH}")
    for one in page.context["sections"]:
        found = staff.get(f"/dashboard/{name}/{one.name}.parquet?{MARCH}")
        assert found.status_code == 200
        pq.read_table(io.BytesIO(found.content))


def test_every_report_says_until_when_it_is_complete(staff, monkeypatch, march):
    page = staff.get("/dashboard/?zone=Europe/Berlin")
    assert re.search(r"Complete to|can’t be told", page.content.decode())
    assert "(Europe/Berlin)" in page.content.decode()


def test_it_says_what_amounts_are_in_where_there_are_any(staff, march, load):
    refresh(rests=False)
    assert "· Amounts in EUR</p>" in staff.get(f"/dashboard/products/?{MARCH}").content.decode()
    for without in (f"pages/?{MARCH}", "products/?from=1990-01-01&to=1990-01-31"):
        assert "Amounts" not in staff.get(f"/dashboard/{without}").content.decode()

    load(replace(order("2026-03-05 10:00"), currency="USD"))
    refresh(rests=False)
    several = staff.get(f"/dashboard/products/?{MARCH}").content.decode()
    assert "· Amounts in EUR and USD, added up as they are</p>" in several


def test_the_live_view_asks_again_by_itself(staff, march):
    page = staff.get("/dashboard/live/").content.decode()
    assert 'id="poll" hidden hx-get="/dashboard/live/" hx-trigger="every 2s' in page


def test_what_asks_again_gets_the_figures_and_nothing_around_them(staff, march):
    part = staff.get("/dashboard/live/", headers={"HX-Request": "true", "HX-Target": "live"}).content.decode()

    assert part.startswith('<div id="live" data-status="People now: 0. ')
    assert 'id="title-minutes"' in part
    assert re.search("Complete to|can’t be told", part)
    for around in ("<h1", "<nav aria-label", "hx-get", "csrfmiddlewaretoken"):
        assert around not in part


def test_a_bar_is_named_by_what_it_is_and_not_by_when_it_was_last_seen(staff, march):
    assert "activity.page-views" in figure(staff.get(f"/dashboard/pipeline/?{MARCH}"), "topics")["labels"]


def test_a_step_of_a_cohort_that_is_not_over_has_a_star(staff, march):
    page = staff.get("/dashboard/retention/?from=2026-02-01&to=2026-03-30&unit=month")

    assert [place.text for place in section(page, "retention").grid.rows[0].places] == ["100.0 %", "100.0 %*"]
    assert "isn’t over yet" in page.content.decode()
    whole = staff.get("/dashboard/retention/?from=2026-02-01&to=2026-03-31&unit=month")
    assert not section(whole, "retention").grid.has_stars
