"""Guessing passwords gets slower and slower, and locks nobody out."""

import pytest
from django.core.cache import cache
from django.test import Client

from shop.limits.delays import Delay, Tries, seconds_to_wait, succeeded
from tests.shop.conftest import BROWSER

_DELAY = Delay("test", free=2, longest=60)
NOW = 1_800_000_000.0


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = NOW

        def __call__(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr("shop.accounts.forms.clock", clock)
    return clock


def browser(address="127.0.0.1"):
    return Client(headers={"user-agent": BROWSER}, REMOTE_ADDR=address)


def log_in(client, email="ada@example.com", password="wrong-word-7"):
    return client.post("/account/login/", {"username": email, "password": password})


def test_waits_double_up_to_the_longest_and_waiting_is_enough():
    assert [_DELAY.after(tries) for tries in (0, 2, 3, 4, 5, 8, 9, 1000)] == [0, 0, 2, 4, 8, 60, 60, 60]
    waits: list[int] = []
    ada, now = [Tries(_DELAY, "ada")], NOW
    for _ in range(7):
        assert seconds_to_wait(ada, now=now) == 0
        waits.append(seconds_to_wait(ada, now=now) if len(waits) > 1 else 0)
        now += waits[-1]

    assert waits == [0, 0, 2, 4, 8, 16, 32]


def test_tries_within_a_wait_make_it_no_longer():
    ada = [Tries(_DELAY, "ada")]
    for _ in range(3):
        seconds_to_wait(ada, now=NOW)

    assert [seconds_to_wait(ada, now=NOW + part) for part in (0, 0.5, 1.9)] == [2, 2, 1]
    assert seconds_to_wait(ada, now=NOW + 2) == 0


def test_a_right_try_is_taken_back_and_forgets_what_it_may():
    ada, house = Tries(_DELAY, "ada"), Tries(_DELAY, "house")
    for _ in range(2):
        seconds_to_wait([ada, house], now=NOW)
    succeeded([ada, house], forget=[ada])

    assert cache.get(ada.count) is None
    assert cache.get(house.count) == 1


def test_one_client_at_one_account_waits_and_is_told_how_long(visitor, shopper, clock):
    answers = [log_in(visitor) for _ in range(7)]

    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[-1].headers["Retry-After"] == "2"
    assert "wait 2 seconds" in answers[-1].content.decode()
    # Not even the right password is looked at, so the answer says nothing about it.
    assert log_in(visitor, password="a-long-word-7").status_code == 429
    clock.now += 2
    assert log_in(visitor, password="a-long-word-7").status_code == 302


def test_an_unknown_address_gets_the_same_answers(visitor, shopper, clock):
    known = [log_in(visitor) for _ in range(7)]
    unknown = [log_in(visitor, "nobody@example.com") for _ in range(7)]

    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    assert known[0].context["form"].errors == unknown[0].context["form"].errors
    assert known[6].context["form"].errors == unknown[6].context["form"].errors


def test_one_client_at_many_accounts_waits_and_others_do_not(db, clock):
    answers = [log_in(browser(), f"{n}@example.com").status_code for n in range(32)]

    assert answers == [200] * 31 + [429]
    assert log_in(browser("198.51.100.1"), "1@example.com").status_code == 200


def test_many_clients_at_one_account_slow_each_other_but_not_its_owner(shopper, clock):
    at_home = browser("192.0.2.1")
    assert log_in(at_home, password="a-long-word-7").status_code == 302
    at_home.post("/account/logout/")
    answers = [log_in(browser(f"198.51.100.{n}")).status_code for n in range(1, 23)]
    assert answers == [200] * 21 + [429]

    # In a browser that was never used: after the wait, which is a minute at most.
    elsewhere = browser("203.0.113.5")
    delayed = log_in(elsewhere, password="a-long-word-7")
    assert delayed.status_code == 429
    assert 0 < int(delayed.headers["Retry-After"]) <= 60
    assert log_in(at_home, password="a-long-word-7").status_code == 302


def test_the_known_browser_of_one_account_is_a_stranger_to_another(shopper, clock, django_user_model):
    django_user_model.objects.create_user("eve@example.com", "a-long-word-7")
    eves = browser("192.0.2.9")
    log_in(eves, "eve@example.com", "a-long-word-7")
    eves.post("/account/logout/")
    for n in range(1, 23):
        log_in(browser(f"198.51.100.{n}"))

    assert log_in(eves).status_code == 429


def test_ones_own_account_does_not_wash_guesses_away(shopper, clock, django_user_model):
    django_user_model.objects.create_user("eve@example.com", "a-long-word-7")
    eve = browser()
    statuses = []
    for n in range(33):
        statuses.append(log_in(eve, f"{n}@example.com").status_code)
        log_in(eve, "eve@example.com", "a-long-word-7")
        eve.post("/account/logout/")

    assert 429 in statuses


def test_failures_are_told_to_the_log_without_the_address_that_was_typed(visitor, shopper, caplog):
    log_in(visitor)

    assert "login_failed" in caplog.text
    assert "ada@example.com" not in caplog.text


def test_without_the_cache_people_still_log_in(visitor, shopper, settings):
    default = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": default}

    assert log_in(visitor, password="a-long-word-7").status_code == 302
