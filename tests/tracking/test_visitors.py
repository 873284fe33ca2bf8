"""Sessions and the visitor cookie. No database."""

import time

import msgspec
import pytest
from django.core import signing
from django.http import HttpResponse

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


BROWSER = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "accept": "text/html",
    "accept-language": "en",
    "sec-fetch-site": "none",
}


def loaded(cookie, headers=BROWSER):
    return visitors.load(headers, {visitors.COOKIE: cookie})


def saved(visitor):
    response = HttpResponse()
    visitors.save(response, visitor)
    return response.cookies[visitors.COOKIE]


def test_what_was_saved_is_loaded():
    visitor = at(visitors.now_ms())
    cookie = saved(visitor)
    assert loaded(cookie.value) == visitor
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def other_last(cookie):
    return cookie[:-1] + ("A" if cookie[-1] != "A" else "B")


@pytest.mark.parametrize(
    "spoil",
    [
        other_last,
        lambda cookie: "",
        lambda cookie: "☃",
        lambda cookie: cookie[: len(cookie) // 2],
        lambda cookie: cookie[1:],
        lambda cookie: cookie.replace(":", ""),
        lambda cookie: cookie + cookie,
        lambda cookie: "x" * 100_000,
        lambda cookie: ":::",
        lambda cookie: ".eJw:\0:x",
    ],
)
def test_a_cookie_that_is_not_as_we_made_it_is_a_new_visitor(spoil):
    visitor = at(visitors.now_ms(), is_bot=True)
    found = loaded(spoil(saved(visitor).value))
    assert (found.anonymous_id != visitor.anonymous_id, found.is_bot) == (True, False)


def test_what_was_signed_for_something_else_is_no_visitor():
    content = msgspec.to_builtins(at(1))
    assert visitors.known({visitors.COOKIE: signing.dumps(content, salt="tracking.other")}) is None


@pytest.mark.parametrize("content", [[], "x", {}, {"a": 1}, {"a": "x", "s": "y", "t": "z", "l": 1}])
def test_a_cookie_of_another_shape_is_a_new_visitor(content):
    assert visitors.known({visitors.COOKIE: signing.dumps(content, salt="tracking.visitor")}) is None


def test_a_cookie_ends_after_a_year(monkeypatch):
    cookie = saved(at(0)).value
    made = time.time()
    monkeypatch.setattr(visitors, "now_ms", lambda: int(made + 365 * 24 * 3600 - 5) * 1000)
    assert visitors.known({visitors.COOKIE: cookie})
    monkeypatch.setattr(visitors, "now_ms", lambda: int(made + 365 * 24 * 3600 + 5) * 1000)
    assert visitors.known({visitors.COOKIE: cookie}) is None


def test_a_new_secret_key_keeps_the_visitors_of_the_old_one_for_as_long_as_it_is_named(settings):
    settings.SECRET_KEY = "the first key"
    visitor = at(visitors.now_ms())
    cookie = saved(visitor).value

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second key", ["the first key"]
    assert loaded(cookie) == visitor
    rewritten = saved(visitor).value
    settings.SECRET_KEY_FALLBACKS = []

    assert loaded(cookie).anonymous_id != visitor.anonymous_id
    assert loaded(rewritten) == visitor


def test_a_program_stays_one_whatever_it_calls_itself_later():
    cookie = saved(loaded("", {**BROWSER, "user-agent": "curl/8.5.0"})).value
    assert loaded(cookie).is_bot


def test_a_browser_is_no_program():
    assert not loaded("").is_bot
