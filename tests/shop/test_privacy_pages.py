"""What people can do about their own data: take a copy, delete the account, let the store forget the browser."""

import json
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from promotions.models import SubjectInterest
from shop.models import Cart, Order, User
from shop.orders.access import order_link
from tests.shop.carts import cart_with
from tests.shop.checkout.steps import put_in
from tracking import identity, visitors
from tracking.errors import ErasureDelayed
from tracking.events import PageViewed
from tracking.models import ErasedSubject, IdentityAlias, OutboxMessage
from tracking.privacy import people, services

PASSWORD = "a-long-word-7"


@pytest.fixture
def member(visitor, shopper):
    visitor.post("/account/login/", {"username": shopper.email, "password": PASSWORD})
    return visitor


@pytest.fixture
def make_order(db):
    def make(email, *, user=None, street="Elm Lane 5", **fields):
        number = f"LK-{Order.objects.count():04}"
        return Order.objects.create(
            idempotency_key=f"00000000-0000-4000-8000-{Order.objects.count():012}",
            number=number, user=user, email=email, name="Ada Lind", postcode="50667",
            city="Cologne", country="DE", currency="EUR", subtotal=40, total=40, payment_reference="x",
            street=street, **fields,
        )  # fmt: skip

    return make


def interest(subject):
    now = timezone.now()
    return SubjectInterest.objects.create(
        subject=subject,
        keyword="humidifier",
        source_date=1,
        source_id="1",
        expires_at=now + timedelta(days=9),
        updated_at=now,
    )


def browser_of(client):
    return signing.loads(client.cookies[visitors.COOKIE].value, salt="tracking.visitor")["a"]


def delete(client, password=PASSWORD):
    return client.post("/account/delete/", {"password": password})


@pytest.mark.parametrize("path", ["/account/data/", "/account/data/download/", "/account/delete/"])
def test_what_is_an_accounts_needs_a_login(path, visitor):
    assert visitor.get(path).headers["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize("path", ["/account/data/", "/account/delete/", "/privacy/"])
def test_the_pages_count_as_page_views_and_the_download_does_not(path, member, sent):
    sent.clear()
    assert member.get(path).status_code == 200
    member.get("/account/data/download/")
    assert len(sent.of(PageViewed)) == 1


def test_the_copy_is_a_file_with_what_is_mine_and_nothing_of_others(
    member, shopper, make_order, make_review, mistral
):
    make_order(shopper.email, user=shopper)
    make_order(shopper.email, street="Somebody else's lane 9")
    make_review(mistral, author=shopper, text="Mine, all mine.")
    make_review(mistral, text="Not mine.")
    interest(identity.account_subject(shopper.public_id))

    answer = member.get("/account/data/download/")

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="larkspur-data-')
    assert "no-store" in answer.headers["Cache-Control"]
    text = answer.content.decode()
    assert all(word in text for word in ("Mine, all mine.", "Elm Lane 5", "humidifier", shopper.public_id))
    assert not any(word in text for word in ("Not mine.", "Somebody else's lane", "pbkdf2", "argon2"))
    assert json.loads(text)["data"]["shop"]["shop_user"]["rows"][0]["email"] == "ada@example.com"


def test_an_account_is_deleted_with_its_password_and_the_person_logged_out(
    member, shopper, make_order, mistral
):
    order = make_order(shopper.email, user=shopper, status="delivered")
    guests = make_order(shopper.email)
    cart_with((mistral, 1), user=shopper)
    interest(identity.account_subject(shopper.public_id))
    member.get("/products/mistral/")

    answer = delete(member)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert not User.objects.exists()
    assert [model.objects.count() for model in (Cart, SubjectInterest, IdentityAlias)] == [0, 0, 0]
    order.refresh_from_db()
    assert (order.email, order.street, order.country) == ("", "", "DE")
    # Whoever signs up can give any address: what guests ordered under it is not theirs to erase.
    guests.refresh_from_db()
    assert guests.street == "Elm Lane 5"
    assert answer.cookies[visitors.COOKIE].value == answer.cookies["recent"].value == ""
    home = member.get("/")
    assert "Your account is deleted" in home.content.decode()
    assert "_auth_user_id" not in member.session


def test_the_person_may_come_again(member, shopper):
    delete(member)

    member.post("/account/signup/", {"name": "Ada", "email": shopper.email, "password": PASSWORD})

    again = User.objects.get()
    assert again.public_id != shopper.public_id
    email = identity.email_subject(shopper.email)
    assert identity.resolve([email]) == {email: identity.account_subject(again.public_id)}


@pytest.mark.parametrize("password", ["", "wrong"])
def test_without_the_password_nothing_goes(password, member):
    page = delete(member, password)

    assert (page.status_code, User.objects.count(), ErasedSubject.objects.count()) == (200, 1, 0)
    assert page.context["form"].errors["password"]


def test_an_account_that_can_change_the_store_is_not_deleted_from_its_page(member, shopper):
    User.objects.update(is_staff=True)

    assert "Ask another administrator" in delete(member).content.decode()
    assert User.objects.exists()


def test_orders_on_their_way_are_named_before(member, shopper, make_order):
    coming, _ = make_order(shopper.email, user=shopper), make_order("x@y.z", user=shopper, status="delivered")

    page = member.get("/account/delete/")

    assert list(page.context["on_their_way"]) == [coming]
    assert "Better wait until it has come" in page.content.decode()


def test_busy_consumers_are_no_server_error(member, monkeypatch):
    def busy(*_):
        raise ErasureDelayed

    monkeypatch.setattr("shop.accounts.services.person_erase", busy)

    assert "Please try again in a minute" in delete(member).content.decode()
    assert User.objects.exists()
    member.post("/account/logout/")
    assert member.post("/privacy/forget/", follow=True).status_code == 200


def test_an_erased_order_says_so_to_whoever_has_its_link(visitor, shopper, make_order):
    order = make_order(shopper.email, user=shopper)
    services.person_erase(people.account(public_id=shopper.public_id))

    page = visitor.get(order_link(order)).content.decode()

    assert "Name and address were erased" in page
    assert ("Elm Lane" in page, "Create an account" in page, shopper.email in page) == (False, False, False)


def test_a_browser_is_forgotten_with_its_cart_and_nothing_else_of_the_account_used_in_it(
    visitor, shopper, mistral, monkeypatch
):
    monkeypatch.undo()  # this visitor's events set the cookie
    monkeypatch.setattr("tracking.producer.KafkaProducer.send", lambda *_, **__: None)
    visitor.get("/products/mistral/")
    put_in(visitor, mistral)
    browser = browser_of(visitor)
    interest(identity.browser_subject(browser))
    account = identity.account_subject(shopper.public_id)
    identity.alias_record(alias=identity.browser_subject(browser), subject=account)
    mine = interest(account)
    page = visitor.get("/privacy/").content.decode()
    assert "Forget this browser" in page

    answer = visitor.post("/privacy/forget/")

    assert answer.headers["Location"] == "/privacy/"
    assert answer.cookies[visitors.COOKIE].value == answer.cookies["recent"].value == ""
    assert (Cart.objects.count(), list(SubjectInterest.objects.all())) == (0, [mine])
    assert (User.objects.count(), ErasedSubject.objects.count()) == (1, 1)
    assert browser_of_next(visitor) != browser


def browser_of_next(client):
    del client.cookies[visitors.COOKIE]  # as a browser does, told so
    client.get("/")
    return browser_of(client)


def test_a_forged_cookie_makes_nobody_elses_browser_forgotten(visitor):
    interest(identity.browser_subject("victim"))
    visitor.cookies[visitors.COOKIE] = "eyJhIjoidmljdGltIn0:forged:forged"

    visitor.post("/privacy/forget/")

    assert SubjectInterest.objects.count() == 1


def test_with_an_account_open_forgetting_the_browser_deletes_nothing(member):
    answer = member.post("/privacy/forget/")

    assert answer.headers["Location"] == "/account/data/"
    assert (
        User.objects.count(),
        OutboxMessage.objects.filter(payload__contains="visitor_erased").count(),
    ) == (1, 0)
