"""Sign-up, log-in and log-out."""

import pytest
from django.db import IntegrityError

from shop.accounts import services
from shop.accounts.forms import TAKEN, WRONG
from shop.models import User
from tracking.events import LoggedIn, SignedUp

NEW = {"name": "Ada", "email": "Ada@Example.com", "password": "a-long-word-7"}


def test_signing_up_makes_an_account_and_logs_in(visitor, sent):
    answer = visitor.post("/account/signup/", NEW)

    user = User.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    assert (user.email, user.name, user.check_password("a-long-word-7")) == ("ada@example.com", "Ada", True)
    assert len(sent.of(SignedUp)) == 1
    assert "ada@example.com" in visitor.get("/account/").content.decode()


def test_an_address_has_one_account_whatever_its_capitals(visitor, sent, shopper):
    page = visitor.post("/account/signup/", {**NEW, "email": "ADA@EXAMPLE.COM"})

    assert page.status_code == 200
    assert str(TAKEN) in page.content.decode()
    assert (User.objects.count(), sent.of(SignedUp)) == (1, [])


def test_of_two_sign_ups_at_once_the_second_is_told(visitor, sent, monkeypatch):
    def beaten(request, **fields):
        raise IntegrityError

    monkeypatch.setattr(services, "account_open", beaten)

    page = visitor.post("/account/signup/", NEW)

    assert (page.status_code, str(TAKEN) in page.content.decode()) == (200, True)


def test_the_table_itself_refuses_a_second_account(shopper):
    with pytest.raises(IntegrityError):
        User.objects.create_user("ADA@example.com", "another-long-word-7")


@pytest.mark.parametrize("password", ["short7", "12345678901", "password", "ada@example.com"])
def test_a_weak_password_is_refused(password, visitor):
    page = visitor.post("/account/signup/", {**NEW, "password": password})

    assert (page.status_code, User.objects.count()) == (200, 0)
    assert page.context["form"].errors["password"]


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@example.COM"])
def test_the_address_logs_in_whatever_its_capitals(email, visitor, sent, shopper):
    answer = visitor.post("/account/login/", {"username": email, "password": "a-long-word-7"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    assert len(sent.of(LoggedIn)) == 1


@pytest.mark.parametrize(
    ("email", "password"), [("ada@example.com", "wrong"), ("nobody@example.com", "a-long-word-7")]
)
def test_a_wrong_log_in_says_so_without_saying_which(email, password, visitor, sent, shopper):
    page = visitor.post("/account/login/", {"username": email, "password": password})

    assert page.status_code == 200
    assert (sent.of(LoggedIn), "_auth_user_id" in visitor.session) == ([], False)
    assert str(WRONG) in page.content.decode()


def test_an_address_with_a_nul_is_no_address(visitor, shopper):
    page = visitor.post("/account/login/", {"username": "a\0b@example.com", "password": "x"})

    assert (page.status_code, "Null characters are not allowed." in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/deals/", "/deals/"),
        ("https://evil.example/", "/account/"),
        ("//evil.example", "/account/"),
        ("", "/account/"),
    ],
)
@pytest.mark.parametrize("door", ["login", "signup"])
def test_next_leads_only_within_the_store(door, wanted, reached, visitor):
    if door == "login":
        User.objects.create_user("ada@example.com", "a-long-word-7")
    form = {"username": "ada@example.com", "password": "a-long-word-7"} if door == "login" else NEW

    assert visitor.post(f"/account/{door}/", {**form, "next": wanted}).headers["Location"] == reached


def test_the_account_page_asks_to_log_in_first(visitor):
    answer = visitor.get("/account/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=/account/")


def test_logging_out_makes_the_browser_a_new_visitor(visitor, shopper):
    visitor.post("/account/login/", {"username": "ada@example.com", "password": "a-long-word-7"})
    before = visitor.cookies["visitor"].value

    answer = visitor.post("/account/logout/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert visitor.cookies["visitor"].value != before
    assert visitor.get("/account/").status_code == 302


def test_a_link_does_not_log_out(visitor, shopper):
    visitor.force_login(shopper)

    assert visitor.get("/account/logout/").status_code == 405
    assert visitor.get("/account/").status_code == 200


def test_an_account_sees_only_its_own_name(visitor, shopper):
    visitor.force_login(User.objects.create_user("eve@example.com", "a-long-word-7", name="Eve"))

    content = visitor.get("/account/").content.decode()

    assert ("eve@example.com" in content, "ada@example.com" in content) == (True, False)
