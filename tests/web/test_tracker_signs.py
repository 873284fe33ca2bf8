"""What the tracker sees of a page, and what it never says. Chromium and a page of the test's own, see ``booth.py``."""

import gzip
import re

import pytest
from playwright.sync_api import Page

from tests.waiting import until
from tests.web.booth import TRACKER, VIEW, Booth

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

COMMON = {
    "event", "message_id", "date", "page_view_id", "page_url", "page_title", "viewport", "timezone", "locale",
}  # fmt: skip


def own(event):
    """Return the event's own fields."""
    return {name: value for name, value in event.items() if name not in COMMON | {"referrer"}}


def scroll(page: Page, top: int) -> None:
    """Scroll, and let the page's clock run on until the tracker has looked."""
    page.evaluate(
        """(top) => {
          window.scrolled = false;
          addEventListener('scroll', () => (window.scrolled = true), { once: true });
          scrollTo(0, top);
        }""",
        top,
    )
    until(lambda: page.evaluate("window.scrolled"))
    page.clock.run_for(200)


def look(page: Page, part: str, milliseconds: int) -> None:
    """Wait until the browser told its observers what is in view, then let time pass."""
    page.evaluate(
        """(part) => {
          window.looked = false;
          new IntersectionObserver((entries, observer) => {
            observer.disconnect();
            window.looked = true;
          }).observe(document.querySelector(part));
        }""",
        part,
    )
    until(lambda: page.evaluate("window.looked"))
    page.clock.run_for(milliseconds)


def leave(page: Page, booth: Booth) -> None:
    """Go elsewhere, and wait for the page's last words."""
    page.goto("/elsewhere/")
    until(lambda: booth.of("page_left"), what="the page says that it is left")


def test_the_tracker_is_small():
    assert len(gzip.compress(TRACKER.read_bytes(), 9)) < 6 * 1024
    # Nothing that a strict policy would stop, and nothing from elsewhere.
    assert not re.search(rb"eval\(|new Function|innerHTML|https?://(?!www\.w3\.org)", TRACKER.read_bytes())


def test_clicks_say_what_was_clicked_and_where_it_stood(booth, tracked):
    page = tracked("""
      <nav><a href="#there?secret=1">Deals   of the week</a><a id="out" href="https://elsewhere.example/x?q=1">Out</a></nav>
      <form id="buy"><button type="button" data-track="add-to-cart">Add to cart</button></form>
      <button aria-label="{label}">x</button>
      <ul data-list="search" data-search-id="S1"><li data-product="kettle" data-position="27">
        <a href="#kettle">Kettle</a><button type="button">Compare</button></li></ul>
      <ul data-list="home"><li data-promotion="7" data-product="lamp" data-position="2">
        <a href="#lamp">Lamps</a></li></ul>
      <section data-promotion="9"><div data-list="deals"></div><a href="#page-2">Next page</a></section>
      <p>Only words</p>""".replace("{label}", "long " * 40))  # fmt: skip
    page.evaluate(
        "document.getElementById('out').addEventListener('click', (event) => event.preventDefault())"
    )

    for name in ("Deals of the week", "Out", "Kettle", "Lamps", "Next page"):
        page.get_by_role("link", name=name).click()
    for name in ("Add to cart", "long", "Compare"):
        page.get_by_role("button", name=name).click()
    page.get_by_text("Only words").click()
    leave(page, booth)

    assert [own(event) for event in booth.of("product_clicked")] == [
        {"product_id": "kettle", "list_id": "search", "search_id": "S1", "position": 27}
    ]
    assert [own(event) for event in booth.of("promotion_clicked")] == [
        {"promotion_id": 7, "product_id": "lamp", "list_id": "home", "position": 2}
    ]
    assert [own(event) for event in booth.of("element_clicked")] == [
        {"element": "nav a", "text": "Deals of the week", "href": "/"},
        {"element": "nav a", "text": "Out", "href": "https://elsewhere.example/x"},
        {"element": "body a", "text": "Next page", "href": "/"},
        {"element": "add-to-cart", "text": "Add to cart"},
        {"element": "body button", "text": ("long " * 16)},
        {"element": "body button", "text": "Compare"},
    ]


def test_every_event_says_where_and_when_and_is_known_again(booth, tracked):
    page = tracked("<button>Go</button>", path="/?q=private")
    page.get_by_role("button").click()
    leave(page, booth)

    ids = [event["message_id"] for event in booth.events]
    assert all(UUID7.fullmatch(name) for name in ids)
    assert len(set(ids)) == len(ids) >= 4
    [click] = booth.of("element_clicked")
    assert click.keys() == COMMON | {"element", "text"}
    assert {name: click[name] for name in ("page_view_id", "page_url", "page_title", "viewport")} == {
        "page_view_id": VIEW,
        "page_url": "/",
        "page_title": "A page",
        "viewport": "1280x900",
    }
    assert 0 <= booth.deliveries[-1].sent_at - click["date"] < 10_000
    assert {delivery.kind for delivery in booth.deliveries} == {"text/plain;charset=UTF-8"}
    assert "private" not in str(booth.events)


def test_what_was_typed_and_what_is_private_never_leaves_the_page(booth, tracked):
    page = tracked("""
      <form id="join" action="/join/?private=1"><input type="hidden" name="csrfmiddlewaretoken" value="private">
        <input type="hidden" name="next" value="private"><input name="email"><input name="password" type="password">
        <textarea name="about"></textarea><select name="size"><option>private</option></select>
        <input type="checkbox" name="tags" value="private"><input type="checkbox" name="tags" value="private2">
        <div data-no-track><input name="pin"></div><button name="go" value="private">Join</button></form>
      <div contenteditable="true"><a href="/private/">private</a></div>
      <button type="button" id="mixed">Send <span contenteditable="true">private</span>
        <span data-no-track>private</span></button>
      <div data-no-track><a href="#private">private</a><form id="private"><button>private</button></form></div>
      <a href="#x">write to private@example.com</a><input type="button" value="private">""")
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")

    for name in ("email", "password", "about", "pin"):
        page.locator(f"[name={name}]").fill("private")
    for part in (
        "[name=email]",
        "[name=password]",
        "[name=size]",
        "[name=tags] >> nth=0",
        "[contenteditable] a",
    ):
        page.locator(part).click()
    page.locator("#mixed").click(position={"x": 3, "y": 3})
    for part in ("[data-no-track] a", "#private button", "text=write to", "input[type=button]"):
        page.locator(part).click()
    page.get_by_role("button", name="Join").click()
    leave(page, booth)

    assert [own(event) for event in booth.of("form_submitted")] == [
        {"form_id": "join", "fields": ["email", "password", "about", "size", "tags"]}
    ]
    assert [own(event) for event in booth.of("element_clicked")] == [
        {"element": "body button", "text": "Send"},
        {"element": "body a", "href": "/"},
        {"element": "form#join button", "text": "Join"},
    ]
    assert "private" not in "".join(delivery.text for delivery in booth.deliveries)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(100, 100), (110, 105), (100, 110), (95, 100)], [{"element": "body body", "clicks": 4, "x": 100, "y": 100}]),
        ([(100, 100), (100, 100)], []),
        ([(100, 100), (131, 100), (162, 100)], []),
    ],
)  # fmt: skip
def test_three_clicks_on_one_spot_are_rage_and_told_once(booth, tracked, places, expected):
    page = tracked("<style>html,body { height: 800px; margin: 0 }</style>")
    for x, y in places:
        page.mouse.click(x, y)
    leave(page, booth)
    assert [own(event) for event in booth.of("rage_click")] == expected


def test_clicks_with_a_second_between_them_are_no_rage(booth, tracked):
    page = tracked("<style>html,body { height: 800px }</style>", clock=True)
    for _ in range(4):
        page.mouse.click(100, 100)
        page.clock.run_for(1100)
    leave(page, booth)
    assert booth.of("rage_click") == []


def test_a_click_after_which_nothing_happens_is_dead(booth, tracked):
    page = tracked(
        """<style>.hand { cursor: pointer }</style>
        <button id="dead">Nothing</button><div class="hand" id="hand">Looks like one</div><p id="words">Words</p>
        <button id="alive">Something</button><button id="off" disabled>Off</button>
        <details><summary>More</summary>x</details>
        <a href="/elsewhere/" id="away" target="_blank">Away</a>""",
        clock=True,
    )
    page.evaluate("() => { document.getElementById('alive').onclick = ({ target }) => target.append('!') }")
    for part in ("#dead", "#hand", "#words", "#alive", "summary"):
        page.locator(part).click()
        page.clock.run_for(2100)
    page.evaluate(
        "document.getElementById('away').addEventListener('click', (event) => event.preventDefault())"
    )
    page.locator("#away").click()
    page.clock.run_for(2100)
    leave(page, booth)

    assert [event["element"] for event in booth.of("dead_click")] == ["body button", "body div", "body a"]
    assert booth.of("dead_click")[0].keys() >= {"x", "y"}


def test_scrolling_tells_each_mark_once_and_how_far_it_went(booth, tracked):
    page = tracked("<style>body { height: 4900px; margin: 0 }</style>", clock=True)
    for top in (2100, 1000, 2100, 4000):
        scroll(page, top)
    leave(page, booth)

    marks = [(event.get("percent"), event["max_scroll_percent"]) for event in booth.of("page_scrolled")]
    assert marks == [(25, 52), (50, 52), (75, 100), (90, 100), (100, 100), (None, 100)]
    [left] = booth.of("page_left")
    assert left["max_scroll_percent"] == 100
    assert 0 < left["engaged_ms"] <= left["duration_ms"] < 20_000


def test_time_without_a_sign_of_life_counts_for_thirty_seconds_only(booth, tracked):
    page = tracked("<p>Words</p>", clock=True)
    page.clock.fast_forward(10_000)
    page.mouse.move(5, 5)
    page.clock.fast_forward(600_000)
    leave(page, booth)
    [left] = booth.of("page_left")
    assert 40_000 <= left["engaged_ms"] < 45_000
    assert left["duration_ms"] >= 610_000


def test_a_deal_counts_as_viewed_after_a_second_in_view_and_once(booth, tracked):
    page = tracked(
        """<style>li { height: 200px } #far { margin-top: 3000px }</style>
      <ul data-list="home" id="strip"><li data-promotion="1" data-product="lamp" data-position="1">A</li></ul>
      <ul data-list="home" id="far"><li data-promotion="2" data-position="2">B</li></ul>""",
        clock=True,
    )
    look(page, "#strip", 400)
    scroll(page, 3000)
    look(page, "#far", 400)
    scroll(page, 0)
    look(page, "#strip", 1100)
    page.evaluate("""() => {
      document.getElementById("strip").innerHTML =
        '<li data-promotion="1" data-position="1">A</li><li data-promotion="3" data-position="2">C</li>';
      document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
    }""")
    look(page, "#strip", 1100)
    leave(page, booth)

    assert [own(event) for event in booth.of("promotion_viewed")] == [
        {"promotion_id": 1, "product_id": "lamp", "list_id": "home", "position": 1},
        {"promotion_id": 3, "list_id": "home", "position": 2},
    ]


def test_vitals_are_told_once_as_the_browser_measured_them(booth, tracked):
    page = tracked("<h1>Words</h1><button>Slow</button><p id='below'>Below</p>")
    until(lambda: page.evaluate("performance.getEntriesByName('first-contentful-paint').length"))
    page.evaluate("""() => {
      new PerformanceObserver(() => (window.shifted = true)).observe({ type: "layout-shift" });
      document.querySelector("h1").style.marginTop = "300px";
    }""")
    until(lambda: page.evaluate("window.shifted"))
    page.evaluate("""() => {
      document.querySelector("button").onclick = () => {
        for (const begun = performance.now(); performance.now() - begun < 80; );
      };
    }""")
    # Listened for from before: the browser's buffer holds only what took more than 104 ms.
    page.evaluate("""() => {
      const told = () => (window.told = true);
      new PerformanceObserver(told).observe({ type: "event", durationThreshold: 40 });
    }""")
    page.get_by_role("button").click()
    until(lambda: page.evaluate("window.told"), what="the browser has painted what came of the click")
    leave(page, booth)

    [vitals] = booth.of("web_vitals")
    assert own(vitals).keys() == {"lcp_ms", "fcp_ms", "ttfb_ms", "inp_ms", "cls"}
    assert 0 < vitals["ttfb_ms"] <= vitals["fcp_ms"] <= vitals["lcp_ms"] < 10_000
    assert 80 <= vitals["inp_ms"] < 1000
    assert 0 < vitals["cls"] < 1


def test_a_page_brought_back_is_another_view_and_begins_anew(booth, tracked):
    page = tracked("<style>body { height: 4900px; margin: 0 }</style>", clock=True)
    shown = "window.dispatchEvent(new PageTransitionEvent('{}', {{ persisted: true }}))"
    scroll(page, 4000)
    page.evaluate(shown.format("pagehide"))
    scroll(page, 0)
    page.evaluate(shown.format("pageshow"))
    scroll(page, 1100)
    page.goto("/elsewhere/")
    first, second = until(lambda: booth.of("page_left")[1:] and booth.of("page_left"))

    assert first["page_view_id"] == VIEW != second["page_view_id"]
    assert UUID7.fullmatch(second["page_view_id"])
    assert (first["max_scroll_percent"], second["max_scroll_percent"]) == (100, 27)
    marks = [event.get("percent") for event in booth.of("page_scrolled") if event["page_view_id"] != VIEW]
    assert marks == [25, None]
    assert own(booth.of("web_vitals")[1]) == {"cls": 0}


def test_back_to_a_page_out_of_the_browsers_cache_is_another_view(booth, tracked):
    page = tracked("<button>Go</button>")
    page.goto("/elsewhere/")
    page.go_back()
    page.goto("/elsewhere/")
    first, second = until(lambda: booth.of("page_left")[1:] and booth.of("page_left"))
    assert first["page_view_id"] == VIEW != second["page_view_id"]


def test_nothing_the_tracker_meets_reaches_the_page(booth, tracked):
    page = tracked("<button>Go</button><form><input name='elements'><input name='id'></form>")
    page.evaluate("""() => {
      document.dispatchEvent(new Event("htmx:configRequest"));
      window.dispatchEvent(new Event("click"));
      document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
      document.querySelector("form").requestSubmit();
    }""")
    page.get_by_role("button").click()
    leave(page, booth)
    assert booth.of("element_clicked")
