"""The address book, and choosing from it at the checkout."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from shop.addresses.services import MOST, address_add, address_make_default
from shop.errors import AddressBookFull
from shop.models import Address, Order, User
from tests.shop.carts import ADDRESS
from tests.shop.checkout.steps import form_of, put_in
from tests.shop.conftest import BROWSER

ELSEWHERE = {**ADDRESS, "street": "Rue du Moulin 3", "city": "Lyon", "country": "FR"}


@pytest.fixture(autouse=True)
def without_worker(monkeypatch):
    monkeypatch.setattr("shop.tasks.order_confirmation_send.apply_async", lambda *_, **__: None)


@pytest.fixture
def member(visitor, shopper):
    visitor.force_login(shopper)
    return visitor


@pytest.fixture
def keep(shopper):
    def kept(user=shopper, **changes):
        return address_add(user=user, address={**ADDRESS, **changes}, now=timezone.now())

    return kept


def default_of(user):
    return Address.objects.get(user=user, is_default=True)


def test_an_empty_book_says_what_it_is_for(member):
    page = member.get("/account/addresses/").content.decode()

    assert "You keep no addresses yet." in page
    assert 'href="/account/addresses/" aria-current="page"' in page


def test_addresses_are_added_changed_and_deleted(member, shopper):
    added = member.post("/account/addresses/new/", ADDRESS)
    kept = Address.objects.get()
    changed = member.post(f"/account/addresses/{kept.pk}/", ELSEWHERE)

    page = member.get("/account/addresses/").content.decode()
    assert {added.headers["Location"], changed.headers["Location"]} == {"/account/addresses/"}
    assert "Rue du Moulin 3" in page
    assert "Elm Lane 5" not in page

    assert "Lyon" in member.get(f"/account/addresses/{kept.pk}/delete/").content.decode()
    assert Address.objects.count() == 1
    member.post(f"/account/addresses/{kept.pk}/delete/")
    assert Address.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("postcode", "1" * 17), ("country", "XX"), ("street", "a\0")]
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(field, value, member):
    page = member.post("/account/addresses/new/", {**ELSEWHERE, field: value})

    assert page.context["form"].errors.keys() == {field}
    assert f'id="id_{field}_error"' in page.content.decode()
    assert 'value="Lyon"' in page.content.decode()
    assert Address.objects.count() == 0


def test_there_is_always_one_default(member, shopper, keep):
    first, second, third = keep(), keep(street="Two"), keep(street="Three")
    assert default_of(shopper) == first

    member.post(f"/account/addresses/{second.pk}/default/")
    assert default_of(shopper) == second
    assert member.get("/account/addresses/").context["addresses"][0] == second

    member.post(f"/account/addresses/{second.pk}/delete/")
    assert default_of(shopper) == third


def test_the_limit_is_said_and_held(member, keep):
    for number in range(MOST):
        keep(street=f"Street {number}")

    book = member.get("/account/addresses/").content.decode()
    page = member.post("/account/addresses/new/", ADDRESS).content.decode()

    assert f"{MOST} of {MOST} kept" in book
    assert "/account/addresses/new/" not in book
    assert f"Your address book is full: it holds {MOST}." in page
    assert Address.objects.count() == MOST


@pytest.mark.django_db(transaction=True)
def test_two_at_once_pass_neither_the_limit_nor_make_two_defaults(shopper):
    def add(number):
        try:
            return address_add(user=shopper, address={**ADDRESS, "street": str(number)}, now=timezone.now())
        except AddressBookFull:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        made = [address for address in pool.map(add, range(MOST + 8)) if address]

    assert len(made) == Address.objects.count() == MOST
    assert default_of(shopper) in made


@pytest.mark.parametrize("path", ["", "delete/", "default/"])
def test_nobody_elses_address_can_be_reached(path, visitor, shopper, keep):
    stranger = User.objects.create_user("eve@example.com", "a-long-word-7")
    kept = keep()
    visitor.force_login(stranger)
    address = f"/account/addresses/{kept.pk}/{path}"

    answers = {visitor.post(address, ELSEWHERE).status_code}
    if path != "default/":
        answers.add(visitor.get(address).status_code)

    assert answers == {404}
    assert Address.objects.get() == kept
    assert Address.objects.get().street == "Elm Lane 5"
    assert not address_make_default(user=stranger, number=kept.pk)
    assert "Elm Lane" not in visitor.get("/account/addresses/").content.decode()


def test_a_guest_is_asked_to_log_in(db):
    guest = Client(headers={"user-agent": BROWSER})

    for path in ("", "new/", "1/", "1/delete/"):
        location = guest.get(f"/account/addresses/{path}").headers["Location"]
        assert location == f"/account/login/?next=/account/addresses/{path}"


# At the checkout


def test_a_member_chooses_one_of_several(member, mistral, keep):
    keep()
    other = keep(**ELSEWHERE)
    put_in(member, mistral)

    # What stands in the hidden fields does not count, not even where it is wrong.
    member.post("/checkout/", form_of(member, saved=str(other.pk), street="", postcode="1" * 99, keep="on"))

    order = Order.objects.get()
    assert (order.street, order.city, order.country) == ("Rue du Moulin 3", "Lyon", "FR")
    assert Address.objects.count() == 2
    other.refresh_from_db()
    assert other.used_at == order.created_at


@pytest.mark.parametrize(("answer", "kept"), [("on", 2), ("", 1)])
def test_a_typed_address_is_kept_if_wanted(answer, kept, member, mistral, keep):
    keep(**ELSEWHERE)
    put_in(member, mistral)

    member.post("/checkout/", form_of(member, saved="", **({"keep": answer} if answer else {})))

    assert Order.objects.get().street == "Elm Lane 5"
    assert Address.objects.count() == kept


def test_another_accounts_address_is_no_choice(member, mistral, keep):
    keep()
    theirs = keep(User.objects.create_user("eve@example.com", "a-long-word-7"), **ELSEWHERE)
    put_in(member, mistral)

    page = member.post("/checkout/", form_of(member, saved=str(theirs.pk)))

    assert "not in your book any more" in page.content.decode()
    assert "Lyon" not in page.content.decode()
    assert Order.objects.count() == 0


def test_a_full_book_says_that_a_new_address_is_not_kept_and_orders_all_the_same(member, mistral, keep):
    for number in range(MOST):
        keep(street=f"Street {number}")
    put_in(member, mistral)

    page = member.get("/checkout/").content.decode()
    member.post("/checkout/", form_of(member, saved="", street="Nowhere 1", keep="on"))

    assert "Your address book is full" in page
    assert Order.objects.get().street == "Nowhere 1"
    assert Address.objects.count() == MOST


def test_a_guest_is_offered_neither_choice_nor_keeping(visitor, mistral):
    put_in(visitor, mistral)

    page = visitor.get("/checkout/").content.decode()

    assert 'name="saved"' not in page
    assert 'name="keep"' not in page
