"""A member of staff in front of a browser, and the authenticator in their hand."""

from time import time

import pytest
from django.test import Client
from django_otp.oath import TOTP

from shop.models import User
from tests.shop.conftest import BROWSER, cache_of_this_test, sent, static_root

__all__ = ["cache_of_this_test", "sent", "static_root"]

PASSWORD = "a-long-word-7"


class Authenticator:
    """Makes the codes that a phone would, each one once: every call is half a minute later."""

    def __init__(self, clock):
        self.clock, self.key = clock, b""

    def code(self):
        self.clock.now += 30
        totp = TOTP(self.key)
        totp.time = self.clock.now
        return f"{totp.token():06}"


class Clock:
    def __init__(self):
        self.now = time() + 3600

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in ("staff.two_factor.views", "shop.accounts.forms"):
        monkeypatch.setattr(f"{module}.clock", clock)
    return clock


@pytest.fixture
def required(settings):
    settings.STAFF_TWO_FACTOR = "required"


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss@example.com", PASSWORD, name="Kim")


@pytest.fixture
def browser(required, sent):
    return Client(headers={"user-agent": BROWSER})


@pytest.fixture
def phone(clock):
    return Authenticator(clock)


def log_in(browser, email="boss@example.com", password=PASSWORD, **extra):
    return browser.post(
        "/account/login/", {"username": email, "password": password, "next": "/admin/"}, **extra
    )


def enrol(browser, phone):
    """Set the authenticator up and return the backup codes that are shown."""
    browser.get("/account/two-factor/setup/")
    phone.key = bytes.fromhex(browser.session["staff_authenticator_key"])
    page = browser.post("/account/two-factor/setup/", {"code": phone.code(), "next": "/operations/"})
    assert page.status_code == 200, page.content.decode()
    return page.context["codes"]
