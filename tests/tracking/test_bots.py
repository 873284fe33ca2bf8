"""Programs and people, by what their requests say."""

import itertools

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.kafka import messages
from tests.tracking.user_agents import PEOPLE, PROGRAMS
from tracking import api, bots, pace, visitors
from tracking.events import PageViewed
from tracking.middleware import VisitorMiddleware
from tracking.producer import get_producer
from tracking.topics import PAGE_VIEWS

CHROME = PEOPLE[0]
NAVIGATION = {
    "user-agent": CHROME,
    "accept": "text/html,*/*;q=0.8",
    "accept-language": "en",
    "sec-fetch-site": "none",
    "sec-ch-ua": '"Chromium";v="142", "Google Chrome";v="142"',
}
BEACON = {"user-agent": CHROME, "accept": "*/*", "accept-language": "en", "sec-fetch-site": "same-origin"}
CURL = {"user-agent": "curl/8.5.0", "accept": "*/*"}

ODD: dict[str, dict[str, str | None]] = {
    "no user-agent": {"user-agent": ""},
    "no accept": {"accept": ""},
    "no accept-language": {"accept-language": ""},
    "no sec-fetch": {"sec-fetch-site": None},
    "headless client hint": {"sec-ch-ua": '"Not=A?Brand";v="24", "HeadlessChrome";v="142"'},
    "from": {"from": "crawler@example.com"},
}


def with_odd(*names):
    changed: dict[str, str | None] = dict(NAVIGATION)
    for name in names:
        changed.update(ODD[name])
    return {name: value for name, value in changed.items() if value is not None}


def test_the_table_is_long_enough_to_mean_something():
    assert (len(PEOPLE) >= 40, len(PROGRAMS) >= 60) == (True, True)


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_no_programs(agent):
    assert not bots.is_declared_bot(agent)


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_that_say_so_are_programs(agent):
    assert bots.is_declared_bot(agent)


def test_a_name_of_any_length_costs_little():
    assert not bots.is_declared_bot("x" * 1_000_000)


@pytest.mark.parametrize("headers", [NAVIGATION, BEACON])
def test_a_browser_shows_no_signal(headers):
    assert bots.signals(headers) == []


@pytest.mark.parametrize("name", ODD)
def test_one_signal_alone_never_makes_a_bot(name):
    assert bots.signals(with_odd(name)) == [name]
    assert not bots.is_bot(with_odd(name))


# Without a user agent nobody claims to be a browser that sends Sec-Fetch-Site.
@pytest.mark.parametrize(
    "pair", sorted(set(itertools.combinations(ODD, 2)) - {("no user-agent", "no sec-fetch")})
)
def test_two_do(pair):
    assert bots.signals(with_odd(*pair)) == list(pair)
    assert bots.is_bot(with_odd(*pair))


@pytest.mark.parametrize(
    ("agent", "is_missed"),
    [
        ("Chrome/79.0 Safari/537.36", False),
        ("Chrome/80.0 Safari/537.36", True),
        ("Chrome/142.0.0.0 Safari/537.36", True),
        ("Firefox/89.0", False),
        ("Firefox/90.0", True),
        ("Version/15.4 Safari/605.1.15", False),
    ],
)
def test_fetch_metadata_is_missed_only_where_browsers_send_it(agent, is_missed):
    headers = {"user-agent": f"Mozilla/5.0 {agent}", "accept": "*/*", "accept-language": "en"}
    assert bots.signals(headers) == (["no sec-fetch"] if is_missed else [])


def visit(cookies, headers, view):
    request = RequestFactory().get("/", headers=headers)
    request.COOKIES = dict(cookies)
    response = VisitorMiddleware(view)(request)
    return cookies | {name: morsel.value for name, morsel in response.cookies.items()}


def page(request):
    api.track(request, PageViewed())
    return HttpResponse()


def caught(request):
    api.bot_caught(request)
    return HttpResponse()


def arrived():
    assert get_producer().flush(10) == 0
    # All of one visitor, so of one partition: in the order they were sent.
    return [message.get("is_bot", False) for message in messages(PAGE_VIEWS)]


def test_bots_are_kept_and_marked_and_stay_so_under_another_name(topics):
    cookies = visit({}, NAVIGATION, page)
    cookies = visit(cookies, CURL, page)
    visit(cookies, NAVIGATION, page)

    assert arrived() == [False, True, True]


def test_who_turns_pages_faster_than_people_is_marked_from_there_on(topics, monkeypatch):
    now = visitors.now_ms()
    monkeypatch.setattr(visitors, "now_ms", lambda: now)
    cookies: dict[str, str] = {}
    for _ in range(pace.MOST_VIEWS + 2):
        cookies = visit(cookies, NAVIGATION, page)

    found = arrived()
    assert (found[: pace.MOST_VIEWS], found[pace.MOST_VIEWS :]) == ([False] * pace.MOST_VIEWS, [True, True])
    assert visitors.known(cookies).is_bot


def test_who_follows_the_hidden_link_is_marked(topics):
    visit(visit({}, NAVIGATION, caught), NAVIGATION, page)

    assert arrived() == [True]


def test_who_allows_nothing_gets_no_cookie_for_following_it(settings):
    settings.TRACKING_CONSENT_MODE = "opt-in"
    assert visit({}, NAVIGATION, caught) == {}
