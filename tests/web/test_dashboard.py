"""The dashboard in a browser: charts under the content security policy, choices without a new page, Back, axe."""

import pytest
from playwright.sync_api import expect

from analytics.loading import Loader
from shop.models import User
from tests.analytics.events import delivered
from tests.analytics.reports import past
from tests.web.test_accessibility import findings, log_in

# The small store needs a database; what is in it no test changes.
pytestmark = pytest.mark.django_db

BOSS = ("boss@example.com", "a-long-word-8")
DAYS = "from=2026-03-16&to=2026-04-05"
# One of each way of drawing.
REPORTS = ["", "live/", "searches/", "promotions/", "funnel/", "paths/", "retention/", "kept/"]


@pytest.fixture(scope="module")
def told(small_store, django_db_blocker):
    """The small store with three weeks of visits in its warehouse, and somebody who may look at them."""
    with django_db_blocker.unblock():
        User.objects.create_superuser(*BOSS)
        Loader().load(delivered(*past.events(scale=0.05)))
    return small_store


@pytest.fixture
def boss(told, guest):
    def arrive(**options):
        page = guest(**options)
        log_in(page, *BOSS)
        return page

    return arrive


@pytest.mark.parametrize(
    ("scheme", "width", "paths"),
    [("light", 1280, REPORTS), ("dark", 390, ["", "funnel/", "retention/", "kept/"])],
)
def test_no_report_has_a_serious_finding_or_is_wider_than_the_screen(boss, scheme, width, paths):
    page = boss(scheme=scheme, width=width)
    found = []
    for path in paths:
        page.goto(f"/dashboard/{path}?{DAYS}")
        if path not in {"retention/", "kept/"}:
            page.locator(".dash-chart canvas").first.wait_for()
        found += findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert found == []


def test_a_card_changes_the_chart_and_back_brings_it_back(boss):
    page = boss()
    page.goto(f"/dashboard/?{DAYS}")
    page.evaluate("window.isSamePage = true")
    chart = page.locator(".dash-chart [aria-label], .dash-chart[aria-label]").first
    expect(chart).to_have_attribute("aria-label", "By day: Visitors")

    page.locator(".dash-cards").get_by_role("link", name="Revenue").click()
    expect(chart).to_have_attribute("aria-label", "By day: Revenue")
    assert "show.days=revenue" in page.url
    assert page.evaluate("window.isSamePage")

    page.go_back()
    expect(chart).to_have_attribute("aria-label", "By day: Visitors")
    expect(page.locator(".dash-chart canvas")).to_be_visible()


def test_a_question_without_sense_is_answered_on_the_page(boss):
    page = boss(complaints_allowed=("400",))
    page.goto("/dashboard/products/")
    page.evaluate("window.isSamePage = true")
    page.locator(".dash-more summary").first.click()
    page.get_by_label("First day").fill("2026-04-05")
    page.get_by_label("Last day").fill("2026-03-16")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("alert")).to_contain_text("the period ends before it begins")
    expect(page.get_by_label("First day")).to_have_value("2026-04-05")
    assert page.evaluate("window.isSamePage")


def test_without_javascript_forms_and_tables_say_it_all(told, chromium):
    context = chromium.new_context(java_script_enabled=False, base_url=told.url)
    page = context.new_page()
    log_in(page, *BOSS)
    page.goto(f"/dashboard/products/?{DAYS}")
    page.locator(".dash-more summary", has_text="Filter").click()
    page.locator("[name=field]").select_option("device")
    page.locator("[name=value]").fill("phone")
    page.get_by_role("button", name="Add").click()

    assert "device=phone" in page.url
    expect(page.locator("#title-products ~ *, .dash-table").first).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("thing-")
    context.close()


def test_the_live_view_is_renewed_around_whoever_uses_it(boss):
    page = boss()
    page.goto("/dashboard/live/")
    page.locator(".dash-chart canvas").first.wait_for()
    page.locator("#table-minutes summary").click()
    page.locator("#show-minutes-visitors").focus()
    page.evaluate("document.getElementById('live').isOld = true")
    chart = page.locator("[data-figure=figure-minutes]")
    chart.evaluate("element => { element.isOld = true }")

    with page.expect_response(lambda answer: "/dashboard/live/" in answer.url) as found:
        page.wait_for_function("() => !document.getElementById('live').isOld")

    assert "<h1" not in found.value.text()
    expect(page.locator("#show-minutes-visitors")).to_be_focused()
    expect(page.locator("#table-minutes")).to_have_attribute("open", "")
    # The chart itself moved over: nothing flickers, and what somebody reads off it stays.
    assert chart.evaluate("element => element.isOld")


def test_the_live_view_asks_nothing_in_a_hidden_tab_and_at_once_in_a_seen_one(boss):
    page = boss()
    page.goto("/dashboard/live/")
    seen = """state => {
        Object.defineProperty(document, "hidden", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(
        """() => {
            window.asked = window.held = 0;
            document.body.addEventListener("htmx:beforeSend", () => window.asked += 1);
            document.body.addEventListener("htmx:beforeRequest", (event) => window.held += event.defaultPrevented);
        }"""
    )
    page.evaluate(seen, True)
    page.wait_for_function("() => window.held >= 1")
    asked = page.evaluate("window.asked")
    page.wait_for_function("() => window.held >= 2")
    assert page.evaluate("window.asked") == asked

    page.evaluate(seen, False)
    page.wait_for_function("before => window.asked > before", arg=asked, timeout=1500)
