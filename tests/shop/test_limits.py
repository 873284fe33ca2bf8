"""Limits on guessing: people who mistype get through, programs don't, and no page depends on the cache."""

import time
from itertools import count

import pytest
from django.core import mail
from django.test import Client

from shop.limits.address import client_network
from shop.limits.counting import Limit, seconds_to_wait
from tests.shop.conftest import BROWSER
from tracking.events import PageViewed

_LIMIT = Limit("test", most=3, seconds=60)


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def one_window(monkeypatch):
    """The clock stands still, in the middle of a window."""
    monkeypatch.setattr("shop.limits.views.clock", lambda: 1_800_000_100.0)


def test_so_many_get_through_and_the_rest_learn_when_to_come_back():
    answers = [seconds_to_wait(_LIMIT, "ada", now=120 + second) for second in range(5)]

    assert answers == [0, 0, 0, 57, 56]
    assert seconds_to_wait(_LIMIT, "ada", now=180) == 0


def test_keys_and_limits_are_counted_apart():
    for _ in range(4):
        seconds_to_wait(_LIMIT, "ada", now=120)

    assert seconds_to_wait(_LIMIT, "eve", now=120) == 0
    assert seconds_to_wait(Limit("other", 3, 60), "ada", now=120) == 0


def test_without_the_cache_everything_is_allowed_soon_and_the_log_says_so(settings, caplog):
    default = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": default}
    started = time.monotonic()

    assert [seconds_to_wait(_LIMIT, "ada", now=120) for _ in range(5)] == [0] * 5
    assert time.monotonic() - started < 2
    assert "limit_not_counted" in caplog.text


@pytest.mark.parametrize(
    ("remote", "forwarded", "behind_proxy", "network"),
    [
        ("192.0.2.7", "", False, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", False, "192.0.2.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", True, "198.51.100.1"),
        ("10.0.0.1", "", True, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("", "", False, ""),
        ("10.0.0.1", "unknown", True, ""),
    ],
)
def test_a_client_is_its_address_and_cannot_choose_it(remote, forwarded, behind_proxy, network, rf, settings):
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})

    assert client_network(request) == network


def test_guessing_an_order_ends_for_the_number_and_for_the_address(visitor, sent, one_window):
    def guess(number, email):
        return visitor.post("/orders/", {"number": number, "email": email}).status_code

    numbers, emails = (f"LK-{n:08}" for n in count()), (f"{n}@example.com" for n in count())

    assert [guess("lk-7f3k-92qd ", next(emails)) for _ in range(11)] == [200] * 10 + [429]
    assert [guess(next(numbers), "ADA@example.com") for _ in range(11)] == [200] * 10 + [429]
    assert guess(next(numbers), next(emails)) == 200


def test_the_page_is_the_stores_own_and_says_when(visitor, sent, one_window):
    for _ in range(11):
        page = visitor.post("/orders/", {"number": "LK-1", "email": "ada@example.com"})

    text = page.content.decode()
    # 1,800,000,100 is 100 seconds into a quarter of an hour.
    assert (page.status_code, page.headers["Retry-After"]) == (429, "800")
    assert "Too many tries" in text
    assert "in 14 minutes" in text
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert not sent.of(PageViewed)
    assert visitor.get("/orders/").status_code == 200


def test_one_client_may_not_try_for_ever_and_another_still_may(visitor, sent, db, one_window):
    answers = [
        visitor.post("/orders/", {"number": f"LK-{n}", "email": f"{n}@example.com"}).status_code
        for n in range(31)
    ]
    elsewhere = Client(headers={"user-agent": BROWSER}, REMOTE_ADDR="198.51.100.1")

    assert answers == [200] * 30 + [429]
    assert elsewhere.post("/orders/", {"number": "LK-1", "email": "x@example.com"}).status_code == 200


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_a_mailbox_is_not_flooded_and_no_answer_tells_whose_it_is(email, visitor, shopper, one_window):
    answers = [visitor.post("/account/password/reset/", {"email": email}).status_code for _ in range(7)]

    assert answers == [302] * 5 + [429] * 2
    assert len(mail.outbox) == (5 if email == shopper.email else 0)


def test_sign_up_cannot_ask_for_thousands_of_addresses(visitor, shopper, one_window):
    form = {"password": "1"}
    answers = [
        visitor.post("/account/signup/", {**form, "email": f"{n}@example.com"}).status_code for n in range(61)
    ]

    assert answers == [200] * 60 + [429]


def test_a_change_of_address_sends_a_stranger_no_more_than_five_mails(visitor, shopper, one_window):
    visitor.force_login(shopper)
    form = {"email": "stranger@example.com", "password": "a-long-word-7"}

    answers = [visitor.post("/account/email/", form).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert [message.to[0] for message in mail.outbox].count("stranger@example.com") == 5


def test_a_page_works_with_the_cache_away(visitor, settings, db):
    default = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": default}

    page = visitor.post("/orders/", {"number": "LK-1", "email": "ada@example.com"})

    assert "There is no order with this number" in page.content.decode()
