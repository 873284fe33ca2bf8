"""Sessions and the visitor cookie. No database."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tracking import visitors

MINUTE = 60_000
HOUR = 60 * MINUTE


def at(now, **fields):
    return visitors.new_visitor(now=now, **fields)


def test_a_visit_within_half_an_hour_goes_on():
    visitor = at(0)
    later = visitors.seen(visitor, now=29 * MINUTE)
    assert later.session_id == visitor.session_id
    assert later.anonymous_id == visitor.anonymous_id


def test_after_half_an_hour_of_nothing_a_new_session_begins_with_the_same_browser():
    visitor = at(0)
    later = visitors.seen(visitor, now=31 * MINUTE)
    assert later.session_id != visitor.session_id
    assert later.anonymous_id == visitor.anonymous_id
    assert later.session_started == 31 * MINUTE


def test_a_session_ends_after_24_hours_however_active():
    visitor = first = at(0)
    for now in range(0, 24 * HOUR, 20 * MINUTE):
        visitor = visitors.seen(visitor, now=now)
    assert visitor.session_id == first.session_id
    assert visitors.seen(visitor, now=24 * HOUR + MINUTE).session_id != first.session_id


def test_the_cookie_is_not_rewritten_for_every_click():
    visitor = at(0)
    assert visitors.seen(visitor, now=30_000) is visitor


def request_with(cookie, agent="Mozilla/5.0 Firefox/140.0"):
    request = RequestFactory().get("/", headers={"user-agent": agent})
    request.COOKIES[visitors.COOKIE] = cookie
    return request


def saved(visitor):
    response = HttpResponse()
    visitors.save(response, visitor)
    return response.cookies[visitors.COOKIE]


def test_what_was_saved_is_loaded():
    visitor = at(visitors.now_ms())
    cookie = saved(visitor)
    assert visitors.load(request_with(cookie.value)) == visitor
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1] + ("A" if c[-1] != "A" else "B"), lambda c: "", lambda c: "☃"]
)
def test_a_forged_cookie_is_a_new_visitor(change):
    visitor = at(visitors.now_ms())
    assert visitors.load(request_with(change(saved(visitor).value))).anonymous_id != visitor.anonymous_id


@pytest.mark.parametrize(
    ("agent", "is_bot"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", False),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", False),
        ("", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
    ],
)
def test_programs_that_say_so_are_bots(agent, is_bot):
    assert visitors.load(request_with("", agent)).is_bot is is_bot
