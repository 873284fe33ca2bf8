"""From a person's hand in Chromium to Kafka: the store's own pages, tracker and collector, nothing replaced."""

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.kafka import messages
from tests.waiting import until
from tests.web.shelf import SHOPPER
from tracking.topics import CLICKS, FORM_SUBMISSIONS, PAGE_VIEWS, SCROLLS, SEARCHES, Topic

# The small store needs a database; what is in it no test changes.
pytestmark = pytest.mark.django_db

# Given by the collector and by every browser, and looked at once.
COMMON = {
    "event", "schema_version", "message_id", "date", "sent_at", "received_at", "anonymous_id", "session_id",
    "page_view_id", "page_url", "page_title", "referrer", "user_agent", "ip", "locale", "timezone", "viewport",
    "consent", "is_bot", "is_staff", "properties", "user_id",
}  # fmt: skip


def view_of(page: Page) -> str:
    """Return the page view that the server counted."""
    return page.locator("script[data-page-view-id]").get_attribute("data-page-view-id") or ""


def arrived(topic: Topic, view: str, *names: str) -> list[dict[str, Any]]:
    """Return what ``topic`` holds of a page view; once all of ``names`` are there."""

    def found() -> list[dict[str, Any]]:
        mine = [message for message in messages(topic) if message.get("page_view_id") == view]
        return mine if set(names) <= {message["event"] for message in mine} else []

    return until(found, what=f"{names} of {view} in {topic.name}")


def own(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in message.items() if key not in COMMON}
        for message in found
        if message["event"] == name
    ]


def submit(page: Page, times: int) -> None:
    """Let the page's search form be sent so often, as far as anybody who listens can tell."""
    page.evaluate(
        """(times) => {
          const form = document.querySelector("form[role=search]");
          for (; times; times--) form.dispatchEvent(new SubmitEvent("submit", { bubbles: true }));
        }""",
        times,
    )


def submissions(view: str, count: int) -> Counter[str]:
    """Return how often each submission of a view arrived, by its id; once there are ``count`` of them."""

    def found() -> Counter[str] | None:
        mine = submitted(view)
        return mine if len(mine) >= count else None

    return until(found, what=f"{count} submissions")


def submitted(view: str) -> Counter[str]:
    """Return how often each submission of a view arrived by now, by its id."""
    return Counter(m["message_id"] for m in messages(FORM_SUBMISSIONS) if m.get("page_view_id") == view)


def test_each_activity_arrives_in_its_own_topic(small_store, guest):
    page = guest()
    view = view_of(page)
    page.evaluate("""() => {
      const button = Object.assign(document.createElement("button"), { id: "dead", textContent: "Nothing" });
      document.querySelector("main").prepend(button);
    }""")
    # What takes time to be seen is waited for in the requests of the page itself.
    with page.expect_request(lambda request: "promotion_viewed" in (request.post_data or "")):
        pass
    with page.expect_request(lambda request: "dead_click" in (request.post_data or "")):
        page.locator("#dead").click()
    for _ in range(3):
        page.locator("h1").click()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    deals = page.locator("footer").get_by_role("link", name="Deals")
    deals.evaluate("(link) => link.addEventListener('click', (event) => event.preventDefault())")
    deals.click()
    page.get_by_label("Search the store").fill("humidifier")
    page.get_by_label("Search the store").press("Enter")
    page.wait_for_url("**/search/**")

    clicks = arrived(CLICKS, view, "rage_click", "dead_click", "element_clicked")
    [rage] = own(clicks, "rage_click")
    assert (rage["element"], rage["clicks"]) == ("main#main h1", 3)
    assert [click["element"] for click in own(clicks, "dead_click")] == ["main#main button"]
    assert {"element": "nav a", "text": "Deals", "href": "/deals/"} in own(clicks, "element_clicked")
    until(lambda: len(arrived(SCROLLS, view, "page_scrolled")) == 6, what="five marks and the end")
    # A beacon may overtake the request before it: time decides, not the order of arrival.
    scrolls = own(sorted(arrived(SCROLLS, view), key=lambda message: message["date"]), "page_scrolled")
    assert [scroll.get("percent") for scroll in scrolls] == [25, 50, 75, 90, 100, None]
    assert all(scroll["max_scroll_percent"] == 100 and scroll["engaged_ms"] > 0 for scroll in scrolls)
    [form] = own(arrived(FORM_SUBMISSIONS, view, "form_submitted"), "form_submitted")
    assert form == {"form_id": "search", "fields": ["q"]}
    views = arrived(PAGE_VIEWS, view, "page_viewed", "page_left", "promotion_viewed", "web_vitals")
    assert Counter(message["event"] for message in views) == {
        "page_viewed": 1, "page_left": 1, "promotion_viewed": 2, "web_vitals": 1,
    }  # fmt: skip
    assert {
        (deal["list_id"], deal["position"], deal["product_id"]) for deal in own(views, "promotion_viewed")
    } == {
        ("home", 1, "mistral-1"),
        ("home", 2, "mistral-2"),
    }
    [vitals] = own(views, "web_vitals")
    assert vitals["lcp_ms"] >= vitals["fcp_ms"] >= vitals["ttfb_ms"] > 0
    assert {(m["anonymous_id"], m["session_id"], m["page_url"], m["consent"]) for m in [*clicks, *views]} == {
        (views[0]["anonymous_id"], views[0]["session_id"], "/", "analytics+personalisation")
    }
    assert "humidifier" not in str([clicks, scrolls, form, views])


def test_a_click_on_a_result_says_which_search_it_came_of_and_where_it_stood(small_store, guest):
    page = guest(path="/search/?q=humidifier")
    view = view_of(page)
    # The second page of results comes as a fragment, and with a search_id of its own.
    with page.expect_response("**/search/**page=2**"):
        page.get_by_role("link", name="Next page").click()
    card = page.locator("#results [data-position='27']")
    slug = card.get_attribute("data-product")
    card.get_by_role("link").click()
    page.wait_for_url("**/products/**")

    until(lambda: len(arrived(SEARCHES, view)) == 2, what="both pages of results")
    first, second = sorted(arrived(SEARCHES, view), key=lambda message: message["date"])
    assert (first.get("page", 1), second["page"]) == (1, 2)
    [click] = own(arrived(CLICKS, view, "product_clicked"), "product_clicked")
    assert click == {
        "product_id": slug,
        "list_id": "search",
        "search_id": second["search_id"],
        "position": 27,
    }


def test_a_deal_that_is_clicked_says_where_it_stood(small_store, guest):
    page = guest()
    view = view_of(page)
    deal = page.locator("#promotions [data-promotion]").first
    number = int(deal.get_attribute("data-promotion") or 0)
    deal.get_by_role("link").click()
    page.wait_for_url("**/products/**")
    [click] = own(arrived(CLICKS, view, "promotion_clicked"), "promotion_clicked")
    assert click == {"promotion_id": number, "product_id": "mistral-1", "list_id": "home", "position": 1}


def test_thirty_events_and_the_page_closed_at_once_all_arrive(small_store, guest):
    page = guest()
    view = view_of(page)
    submit(page, 30)
    page.close()
    found = submissions(view, 30)
    assert (len(found), set(found.values())) == (30, {1})


def test_offline_then_online_everything_arrives(small_store, guest):
    page = guest(path="/deals/", complaints_allowed=("ERR_INTERNET_DISCONNECTED",))
    view = view_of(page)
    page.context.set_offline(True)
    submit(page, 20)
    until(lambda: "form_submitted" in str(page.evaluate("Object.values(localStorage)")), what="they are kept")
    submit(page, 10)
    page.context.set_offline(False)
    found = submissions(view, 30)
    assert (len(found), set(found.values())) == (30, {1})


def test_a_lost_reply_leads_to_no_event_under_a_second_id(small_store, guest):
    page = guest(path="/deals/", complaints_allowed=("ERR_FAILED",))
    view = view_of(page)
    lost: list[Request] = []

    def lose_the_first_reply(route: Route) -> None:
        # What else the page noticed may come in requests of its own.
        if lost or "form_submitted" not in (route.request.post_data or ""):
            return route.continue_()
        route.fetch()
        lost.append(route.request)
        return route.abort()

    page.route("**/activity/", lose_the_first_reply)
    submit(page, 10)

    def arrived_twice():
        # Asking the page is what lets Playwright call the route.
        page.evaluate("true")
        mine = submitted(view)
        return set(mine.values()) == {2} and mine

    assert len(until(arrived_twice, what="all are sent again, under their ids")) == 10


def test_the_page_goes_on_under_its_own_view_after_going_back(small_store, guest):
    page = guest()
    first = view_of(page)
    page.goto("/deals/")
    page.go_back()
    page.goto("/deals/")

    def left() -> list[str]:
        found = messages(PAGE_VIEWS)
        me = next((m["anonymous_id"] for m in found if m.get("page_view_id") == first), None)
        mine = [m for m in found if m["event"] == "page_left" and m["anonymous_id"] == me]
        return [m["page_view_id"] for m in mine if m["page_url"] == "/"]

    views = until(
        lambda: (found := left()) and len(found) == 2 and found, what="two views of the home page end"
    )
    assert len(set(views)) == 2


def test_the_last_words_before_a_logout_are_the_accounts(small_store, guest):
    page = guest(path="/account/login/")
    page.locator("[name=username]").fill(SHOPPER[0])
    page.locator("[name=password]").fill(SHOPPER[1])
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account/")
    view = view_of(page)
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(small_store.url + "/")
    found = arrived(PAGE_VIEWS, view, "page_viewed", "page_left")
    assert len({message["user_id"] for message in found}) == 1
    typed = [m for m in messages(FORM_SUBMISSIONS) if m["anonymous_id"] == found[0]["anonymous_id"]]
    assert SHOPPER[1] not in str(typed)
    assert SHOPPER[0] not in str([m for m in typed if m["event"] == "form_submitted"])


@pytest.mark.parametrize("how", ["gpc", "dnt", "declined"])
def test_who_must_not_be_recorded_gets_no_tracker_and_what_waited_is_gone(small_store, guest, how):
    before = {topic.name: len(messages(topic)) for topic in (CLICKS, PAGE_VIEWS, SCROLLS, FORM_SUBMISSIONS)}
    page = guest(path="/robots.txt", headers={"gpc": {"Sec-GPC": "1"}, "dnt": {"DNT": "1"}}.get(how))
    if how == "declined":
        page.context.add_cookies([{"name": "consent", "value": "denied", "url": small_store.url}])
    page.evaluate("localStorage.setItem('activity:1', '[{}]')")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto("/")
    page.get_by_role("link", name="Deals", exact=True).first.click()
    page.wait_for_url("**/deals/")

    expect(page.locator("script[data-page-view-id]")).to_have_count(0)
    assert not [url for url in requests if "tracker" in url or "/activity/" in url]
    assert page.evaluate("Object.keys(localStorage)") == []
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"consent", "csrftoken"}
    after = {topic.name: len(messages(topic)) for topic in (CLICKS, PAGE_VIEWS, SCROLLS, FORM_SUBMISSIONS)}
    assert after == before


def test_declining_stops_the_tracker_and_empties_its_store(small_store, guest):
    page = guest(path="/deals/", complaints_allowed=("ERR_INTERNET_DISCONNECTED",))
    view = view_of(page)
    page.context.set_offline(True)
    submit(page, 5)
    until(lambda: "form_submitted" in str(page.evaluate("Object.values(localStorage)")), what="they are kept")
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_role("button", name="Decline recording").click()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.context.set_offline(False)
    submit(page, 5)
    page.goto("/deals/")
    arrived(PAGE_VIEWS, view_of(page), "page_viewed")
    assert not [m for m in messages(FORM_SUBMISSIONS) if m.get("page_view_id") == view]
