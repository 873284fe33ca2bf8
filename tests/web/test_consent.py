"""The banner in a real browser: with the mouse, with the keyboard, and without JavaScript. It covers nothing and moves
nothing, and what is pressed holds."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests.web.conftest import USER_AGENT
from tests.web.test_accessibility import findings

QUESTION = "May we remember what you look for?"

# All movement that nobody asked for, from before the first paint on: https://web.dev/articles/cls
SHIFT = """new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, entry) => sum + entry.value, 0)
)).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 300))"""

type Arrive = Callable[..., Page]


@pytest.fixture
def arrive(
    transactional_db: None, live_server: LiveServer, chromium: Browser, settings, tmp_path, monkeypatch
) -> Iterator[Arrive]:
    """Return a function that opens an empty store, which asks for consent, in a browser of somebody new."""
    settings.TRACKING_CONSENT_MODE = "opt-in"
    settings.STATIC_ROOT = str(tmp_path)
    # What is sent is seen in tests/shop/test_consent_journey.py.
    monkeypatch.setattr("tracking.api.track", lambda request, event: None)
    contexts = []

    def open_page(path: str = "/", *, width: int = 1280, **options: Any) -> Page:
        size = ViewportSize(width=width, height=900)
        context = chromium.new_context(
            viewport=size, user_agent=USER_AGENT, base_url=live_server.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def said(page: Page) -> str | None:
    """Return what the cookie keeps."""
    return next((c.get("value") for c in page.context.cookies() if c.get("name") == "consent"), None)


def banner(page: Page):
    return page.get_by_role("region", name=QUESTION)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("label", "kept"), [("Allow", "analytics+personalisation"), ("Decline", "none")])
def test_one_press_settles_it_and_the_banner_never_stands_in_the_way(width, label, kept, arrive):
    page = arrive("/deals/", width=width)
    shift = page.evaluate(SHIFT)
    box, below = banner(page).bounding_box(), page.locator("main").bounding_box()
    buttons = [banner(page).get_by_role("button", name=name).bounding_box() for name in ("Allow", "Decline")]

    banner(page).get_by_role("button", name=label).click()

    expect(banner(page)).to_have_count(0)
    assert (said(page), page.url.endswith("/deals/")) == (kept, True)
    assert shift == 0
    assert box["y"] + box["height"] <= below["y"]
    # Alike in size, and big enough for a thumb.
    assert len({(round(each["width"]), round(each["height"])) for each in buttons}) == 1
    assert min(buttons[0]["width"], buttons[0]["height"]) >= 44
    page.goto("/")
    expect(banner(page)).to_have_count(0)


def test_the_keyboard_reaches_each_answer_and_gives_it(arrive):
    page = arrive("/deals/")
    reached: list[str] = []
    while "Choose" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert len(reached) < 40
    assert reached[-3:] == ["Allow", "Decline", "Choose"]

    page.keyboard.press("Enter")
    page.wait_for_url("**/consent/?next=/deals/")
    page.get_by_label("Learning what to improve").press("Space")
    page.get_by_role("button", name="Save my choice").press("Enter")
    page.wait_for_url("**/deals/")

    assert said(page) == "analytics"
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()


def test_without_javascript_everything_works_and_can_be_taken_back(arrive):
    page = arrive("/deals/", java_script_enabled=False, width=390)
    banner(page).get_by_role("link", name="Choose").click()
    page.get_by_label("Deals for you").check()
    page.get_by_role("button", name="Save my choice").click()
    chosen = said(page)
    page.get_by_role("link", name="Your privacy choices").click()
    expect(page.get_by_label("Deals for you")).to_be_checked()
    page.get_by_role("button", name="Decline both").click()

    assert (chosen, said(page)) == ("personalisation", "none")
    expect(page.get_by_label("Deals for you")).not_to_be_checked()


def test_a_browser_that_declines_is_not_asked(arrive):
    page = arrive("/deals/", extra_http_headers={"Sec-GPC": "1"})

    expect(banner(page)).to_have_count(0)
    expect(page.get_by_text("Your browser asks not to be tracked (Global Privacy Control)")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_banner_and_page_can_be_used_by_everybody(scheme, width, arrive):
    found = []
    for path in ("/deals/", "/consent/"):
        found += findings(arrive(path, color_scheme=scheme, width=width))
    assert found == []
