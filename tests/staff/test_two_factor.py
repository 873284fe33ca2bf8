"""Staff get in with a password and a second factor, and with nothing less."""

import sys

import pytest
from django.test import Client
from django.urls import get_resolver
from django_otp.plugins.otp_totp.models import TOTPDevice

from shop.models import User
from staff.models import BackupCode
from staff.two_factor.services import two_factor_reset
from tests.shop.conftest import BROWSER
from tests.staff.conftest import PASSWORD, enrol, log_in

PLACES = [
    "/admin/",
    "/admin/shop/user/",
    "/dashboard/",
    "/operations/",
    "/operations/logs/",
    "/operations/alerts/",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_password_alone_opens_no_page_of_staff(place, browser, boss):
    log_in(browser)

    answer = browser.get(place)

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/account/two-factor/")


def test_every_view_that_is_for_staff_stands_behind_the_gate():
    places = ("admin/", "dashboard/", "operations/")

    def views(resolver, prefix=""):
        for pattern in resolver.url_patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern, route)
            else:
                yield route, pattern.callback

    guarded = [
        route
        for route, view in views(get_resolver())
        if "staff_member_required" in vars(sys.modules[view.__module__])
    ]
    assert len(guarded) > 20
    assert [route for route in guarded if not route.startswith(places)] == []


def test_the_first_log_in_enrols_and_leads_to_the_page_that_was_wanted(browser, boss, phone):
    assert log_in(browser).headers["Location"] == "/admin/"
    answer = browser.get("/operations/?x=1")
    answer = browser.get(answer.headers["Location"])
    assert answer.headers["Location"] == "/account/two-factor/setup/?next=%2Foperations%2F%3Fx%3D1"
    page = browser.get(answer.headers["Location"])
    assert "<svg" in page.content.decode()
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "no-store" in page.headers["Cache-Control"]

    codes = enrol(browser, phone)

    assert len(set(codes)) == 10
    assert browser.get("/operations/").status_code == 200
    stored = str(list(BackupCode.objects.values()))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert all(code not in browser.get("/account/two-factor/").content.decode() for code in codes)


def test_a_wrong_code_enrols_nobody(browser, boss, phone):
    log_in(browser)
    browser.get("/account/two-factor/setup/")
    page = browser.post("/account/two-factor/setup/", {"code": "000000"})

    assert "isn’t right" in page.content.decode()
    assert not TOTPDevice.objects.exists()
    assert not BackupCode.objects.exists()


@pytest.fixture
def enrolled(browser, boss, phone):
    """The codes of somebody who is enrolled and logged in anew, with the password only."""
    log_in(browser)
    codes = enrol(browser, phone)
    browser.post("/account/logout/")
    log_in(browser)
    return codes


def prove(browser, code):
    return browser.post("/account/two-factor/", {"code": code, "next": "/dashboard/"})


def test_a_code_opens_and_opens_once(browser, enrolled, phone):
    code = phone.code()
    before = browser.session.session_key
    assert prove(browser, code).headers["Location"] == "/dashboard/"
    assert browser.get("/admin/").status_code == 200
    assert browser.session.session_key != before
    browser.post("/account/logout/")
    log_in(browser)

    assert "isn’t right" in prove(browser, code).content.decode()
    assert browser.get("/admin/").status_code == 302


def test_a_backup_code_opens_once_and_however_it_is_typed(browser, enrolled):
    typed = enrolled[0].upper().replace("-", " ")
    assert prove(browser, typed).status_code == 302
    assert browser.get("/admin/").status_code == 200
    assert "9 backup codes are left" in browser.get("/account/two-factor/").content.decode()
    browser.post("/account/logout/")
    log_in(browser)

    assert prove(browser, typed).status_code == 200
    assert prove(browser, enrolled[1]).status_code == 302


def test_codes_can_not_be_tried_out(browser, enrolled, phone, clock):
    answers = [prove(browser, f"{n:06}").status_code for n in range(7)]
    assert answers == [200] * 6 + [429]

    right = phone.code()
    clock.now -= 30
    delayed = prove(browser, right)
    assert (delayed.status_code, int(delayed.headers["Retry-After"])) == (429, 2)
    clock.now += 30

    assert prove(browser, right).status_code == 302


def test_one_may_not_enrol_over_an_authenticator_without_it(browser, enrolled):
    before = TOTPDevice.objects.get().key
    assert browser.get("/account/two-factor/setup/").status_code == 302
    assert browser.post("/account/two-factor/setup/", {"code": "123456"}).status_code == 302
    assert browser.post("/account/two-factor/codes/", {"code": "123456"}).status_code == 302
    assert TOTPDevice.objects.get().key == before
    assert BackupCode.objects.count() == 10


def test_a_new_authenticator_takes_the_place_of_the_old_one_everywhere(browser, enrolled, phone):
    prove(browser, phone.code())
    elsewhere = Client(headers={"user-agent": BROWSER})
    log_in(elsewhere)
    prove(elsewhere, enrolled[0])
    assert elsewhere.get("/admin/").status_code == 200

    enrol(browser, phone)

    assert browser.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert TOTPDevice.objects.count() == 1


def test_new_backup_codes_need_a_code_and_end_the_old_ones(browser, enrolled, phone):
    prove(browser, phone.code())
    assert "isn’t right" in browser.post("/account/two-factor/codes/", {"code": "000000"}).content.decode()

    new = browser.post("/account/two-factor/codes/", {"code": phone.code()}).context["codes"]

    browser.post("/account/logout/")
    log_in(browser)
    assert prove(browser, enrolled[0]).status_code == 200
    assert prove(browser, new[0]).status_code == 302


def test_after_a_reset_the_open_session_is_proved_no_more(browser, enrolled, phone, boss):
    prove(browser, phone.code())

    two_factor_reset(user=boss, by="command")

    assert browser.get("/admin/").headers["Location"].startswith("/account/two-factor/")
    assert not BackupCode.objects.exists()


def test_a_page_that_refreshes_itself_is_told_to_leave(browser, enrolled):
    answer = browser.get("/operations/consumers/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (403, b"")
    assert answer.headers["HX-Redirect"].startswith("/account/two-factor/")


def test_shoppers_are_asked_for_nothing_and_told_where_they_may_not_go(browser, db):
    User.objects.create_user("ada@example.com", PASSWORD)
    log_in(browser, "ada@example.com")

    assert browser.get("/account/").status_code == 200
    assert browser.get("/account/two-factor/").status_code == 404
    for place in PLACES:
        assert browser.get(place).status_code == 403


def test_the_admin_has_no_door_of_its_own(browser, boss):
    answer = browser.get("/admin/login/?next=/admin/shop/")
    assert answer.headers["Location"] == "/account/login/?next=/admin/shop/"
    assert browser.post("/admin/login/", {"username": boss.email, "password": PASSWORD}).status_code == 302
    assert "_auth_user_id" not in browser.session


def test_off_asks_for_the_password_alone(browser, boss, settings):
    settings.STAFF_TWO_FACTOR = "off"
    log_in(browser)

    assert browser.get("/admin/").status_code == 200


def test_where_to_go_on_is_never_another_site(browser, enrolled, phone):
    answer = browser.post("/account/two-factor/", {"code": phone.code(), "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/admin/"
