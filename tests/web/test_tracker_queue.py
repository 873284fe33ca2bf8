"""How the tracker's events reach the collector when the page closes, the network goes, or the server has enough.

Chromium and a page of the test's own, see ``booth.py``. Time is the page's own, and let run by the test.
"""

import json
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.waiting import until
from tests.web.booth import Answer, Booth

FORM = "<form></form>"

# Each event of it has some five kilobytes.
LONG_FORM = "".join(f'<input name="{"long" * 24}{number}">' for number in range(50))


def submit(page: Page, times: int = 1) -> None:
    """Record as many ``form_submitted`` of the page's form at once."""
    page.evaluate(
        """(times) => {
          const form = document.querySelector("form");
          for (; times; times--) form.dispatchEvent(new SubmitEvent("submit", { bubbles: true }));
        }""",
        times,
    )


def stored(page: Page) -> list[dict[str, Any]]:
    """Return the events that wait in the browser."""
    texts = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('activity:')).map((key) => localStorage[key])"
    )
    return [event for text in texts for event in json.loads(text)]


def arrived(booth: Booth) -> Counter[str]:
    """Return how often each submission arrived, by its id."""
    return Counter(event["message_id"] for event in booth.of("form_submitted"))


def test_new_events_leave_after_three_seconds_in_one_request(booth, tracked):
    page = tracked(FORM, clock=True)
    submit(page, 2)
    page.clock.run_for(2500)
    assert booth.deliveries == []
    page.clock.run_for(600)
    until(lambda: booth.deliveries, what="the events arrive")
    assert [len(delivery.events) for delivery in booth.deliveries] == [2]


def test_thirty_events_and_the_page_closed_at_once_all_arrive(booth, tracked):
    page = tracked(FORM)
    submit(page, 30)
    page.close()
    until(lambda: booth.of("page_left"), what="the page's last words")
    assert len(booth.of("form_submitted")) == 30
    assert len({event["message_id"] for event in booth.events}) == len(booth.events)


@pytest.mark.parametrize(("form", "events"), [(FORM, 250), (f"<form>{LONG_FORM}</form>", 40)])
def test_batches_keep_to_their_limits(booth, tracked, form, events):
    page = tracked(form, clock=True)
    submit(page, events)
    page.clock.run_for(3100)
    until(lambda: len(booth.of("form_submitted")) == events, what="all of them arrive")
    assert max(len(delivery.events) for delivery in booth.deliveries) <= 100
    assert 20_000 < max(delivery.size for delivery in booth.deliveries) <= 60_000


def test_what_no_beacon_takes_waits_for_the_next_page(booth, tracked):
    page = tracked(f"<form>{LONG_FORM}</form>")
    booth.gate.clear()  # no beacon is answered, so that all of them are under way at once
    submit(page, 40)
    page.goto("/elsewhere/")
    waiting = stored(page)
    assert 20 < len(waiting) < 42
    booth.gate.set()

    page.goto("/")
    until(lambda: len(booth.of("form_submitted")) >= 40, what="the rest arrives")
    ids = Counter(event["message_id"] for event in booth.events)
    assert set(ids.values()) == {1}
    until(lambda: stored(page) == [], what="the store is empty")


def test_offline_then_online_everything_arrives(booth, tracked):
    page = tracked(FORM, clock=True)
    page.context.set_offline(True)
    submit(page, 5)
    page.clock.run_for(10_000)
    assert len(stored(page)) == 5
    submit(page, 2)

    page.context.set_offline(False)

    until(lambda: len(arrived(booth)) == 7, what="all seven arrive")
    assert set(arrived(booth).values()) == {1}
    until(lambda: stored(page) == [], what="the store is empty")


def test_a_page_closed_offline_is_heard_of_from_the_next_one(booth, tracked):
    page = tracked(FORM)
    page.context.set_offline(True)
    submit(page, 5)
    page.close()
    page.context.set_offline(False)
    tracked(FORM)
    until(lambda: len(arrived(booth)) == 5, what="all five arrive")
    assert set(arrived(booth).values()) == {1}


def test_a_lost_reply_makes_a_second_delivery_of_the_same_events(booth, tracked):
    page = tracked(FORM, clock=True)
    booth.answers = [Answer(drop=True)]
    submit(page, 3)
    page.clock.run_for(3100)
    until(lambda: len(booth.deliveries) == 1)
    until(lambda: len(stored(page)) == 3, what="they are kept")
    page.clock.run_for(3100)
    until(lambda: len(booth.deliveries) == 2, what="they are sent again")

    first, second = booth.deliveries
    assert first.events == second.events
    assert second.sent_at >= first.sent_at + 1500
    until(lambda: stored(page) == [], what="the store is empty")


def test_what_is_kept_is_sent_though_the_pause_ends_while_it_is_looked_at(booth, tracked):
    page = tracked(FORM, clock=True)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.evaluate("Math.random = () => 0")  # so that the pause is three seconds
    booth.answers = [Answer(drop=True)]
    submit(page, 3)
    page.clock.run_for(3000)
    until(lambda: len(stored(page)) == 3, what="they are kept")

    # Called a millisecond early, as browsers may, the tracker finds the pause over at its second look.
    page.evaluate(
        """() => {
          const failed = Date.now();
          let looks = 0;
          Date.now = () => failed + (looks++ ? 3000 : 2999);
        }"""
    )
    page.clock.run_for(3100)
    until(lambda: len(arrived(booth)) == 3 and stored(page) == [], what="they are sent again")


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_names_a_time_is_left_alone_until_then(booth, tracked, status):
    page = tracked(FORM, clock=True)
    booth.answers = [Answer(status, retry_after="20")]
    submit(page)
    page.clock.run_for(3100)
    until(lambda: len(stored(page)) == 1, what="it is kept")
    submit(page)
    page.clock.run_for(15_000)
    # Neither another page nor the network's return changes the server's mind.
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.reload()
    submit(page)
    page.clock.run_for(3100)
    assert len(booth.deliveries) == 1

    page.clock.run_for(6000)
    until(lambda: len(arrived(booth)) == 3, what="everything arrives")


def until_answered(page: Page, requests: int) -> None:
    """Wait until this many ``requests`` have left and were answered, and the tracker has dealt with the answers."""
    until(lambda: page.evaluate("[asked, answered]") == [requests] * 2, what="the answer arrives")
    # Under a lock the tracker sends what was kept, at its start too; until it is free nothing else is sent.
    free = "navigator.locks.query().then(({ held }) => !held.length)"
    until(lambda: page.evaluate(free), what="the lock is free")


@pytest.mark.parametrize(("chance", "share"), [(0, 1), (1, 0.5)])
def test_pauses_grow_while_nobody_answers(booth, tracked, chance, share):
    page = tracked(FORM, clock=True)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.evaluate(
        """(chance) => {
          Math.random = () => chance;
          window.asked = window.answered = 0;
          const real = window.fetch;
          window.fetch = (...request) => {
            asked++;
            return real(...request).finally(() => answered++);
          };
        }""",
        chance,
    )
    booth.answers = [Answer(500)] * 50
    until_answered(page, 0)
    submit(page)
    for asked, pause in enumerate((3000, *(share * longest for longest in (3000, 6000, 12_000, 24_000)))):
        page.clock.run_for(pause - 100)
        assert page.evaluate("asked") == asked
        # No further than to the request: an answer may come while the clock runs, and the next pause begins then.
        page.clock.run_for(101)
        until_answered(page, asked + 1)


@pytest.mark.parametrize("status", [400, 401, 403, 410, 413, 422])
def test_what_was_refused_for_good_is_never_sent_again(booth, tracked, status):
    page = tracked(FORM, clock=True)
    booth.answers = [Answer(status)]
    submit(page)
    with page.expect_response("**/activity/**") as answer:
        page.clock.run_for(3100)
    answer.value.finished()
    page.clock.fast_forward(600_000)
    page.context.new_page().goto("/")
    page.clock.fast_forward(600_000)
    assert set(arrived(booth).values()) == {1}
    assert stored(page) == []


def test_two_tabs_share_one_store_without_sending_twice(booth, tracked):
    booth.answers = [Answer(503)]
    page = tracked(FORM)
    submit(page, 20)
    # Answered, so that no request of this page is under way that could arrive later.
    until(lambda: booth.deliveries and len(stored(page)) == 20, what="the twenty wait in the browser")
    page.goto("about:blank")
    booth.gate.clear()
    tabs = [tracked(FORM) for _ in range(3)]
    booth.gate.set()
    until(lambda: set(arrived(booth).values()) == {2}, what="all twenty arrive once more")
    until(lambda: stored(tabs[0]) == [], what="the store is empty")
    for tab in tabs:
        tab.goto("/elsewhere/")
    until(lambda: len(booth.of("page_left")) == 4)
    assert (len(arrived(booth)), set(arrived(booth).values())) == (20, {2})


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
        "delete Navigator.prototype.locks",
        "localStorage.setItem('activity:0', '{[')",
    ],
    ids=["denied", "full", "no locks", "corrupt"],
)
def test_a_browser_that_keeps_nothing_sends_again_while_the_page_lives(booth, tracked, broken):
    booth.answers = [Answer(drop=True), Answer(503)]
    page = tracked(FORM, clock=True, before=broken)
    submit(page, 2)
    until(lambda: page.clock.run_for(1000) or len(booth.deliveries) >= 3, what="the third attempt")
    assert [len(delivery.events) for delivery in booth.deliveries] == [2, 2, 2]


def test_the_store_is_bounded_and_gives_up_scrolls_first(booth, tracked):
    page = tracked("<form><input name=words></form><style>body { height: 4000px }</style>", clock=True)
    page.context.set_offline(True)
    page.evaluate("scrollTo(0, 4000)")
    page.clock.run_for(4000)
    until(lambda: [event["event"] for event in stored(page)].count("page_scrolled") == 5)
    submit(page, 1200)
    page.clock.run_for(4000)

    kept = stored(page)
    assert {event["event"] for event in kept} == {"form_submitted"}
    assert 500 < len(kept) <= 1000
    assert len(json.dumps(kept, separators=(",", ":"))) <= 256_000


@pytest.mark.parametrize("how", ["refused", "asked"])
def test_withdrawn_consent_stops_the_tracker_and_empties_its_store(booth, tracked, how):
    page = tracked("<form><input type=submit value=Decline data-withdraws-consent></form>", clock=True)
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.context.set_offline(True)
    submit(page)
    page.clock.run_for(4000)
    until(lambda: len(stored(page)) == 1, what="it is kept")
    if how == "refused":
        booth.answers = [Answer(422, refused=("no_consent",))]
        page.context.set_offline(False)
        until(lambda: stored(page) == [], what="the store is emptied")
    else:
        page.locator("input").click()
        assert stored(page) == []
        page.context.set_offline(False)
    before = len(booth.deliveries)

    submit(page)
    page.clock.run_for(60_000)
    page.goto("/elsewhere/")

    assert stored(page) == []
    assert len(booth.deliveries) == before == (how == "refused")


def test_the_last_words_before_a_logout_come_with_the_old_cookie(booth, tracked):
    page = tracked("<form data-ends-visit><button>Log out</button></form>")
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_role("button").click()
    until(lambda: booth.of("page_left"), what="the page says that it is left while it still stands")
    page.goto("/elsewhere/")
    assert len(booth.of("page_left")) == 1
