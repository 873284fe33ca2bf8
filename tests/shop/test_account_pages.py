"""The pages of an account: name, offers and why, password and e-mail address."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from promotions.models import Dismissal, SubjectInterest, UserPromotion
from promotions.selectors import strip_for
from promotions.services import activity_clear, personal_offers_set
from shop.accounts import email_change
from shop.models import User
from tests.shop.conftest import found
from tracking import api as tracking
from tracking import identity
from tracking.events import ActivityCleared, PageViewed, PromotionDismissed

PASSWORD = "a-long-word-7"
PAGES = ["/account/", "/account/reviews/", "/account/offers/", "/account/email/", "/account/password/"]
OPEN_PAGES = ["/account/password/reset/", "/account/password/reset/sent/", "/account/email/nonsense/"]


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.SITE_URL = "http://127.0.0.1:8000"


@pytest.fixture
def member(visitor, shopper):
    visitor.post("/account/login/", {"username": shopper.email, "password": PASSWORD})
    return visitor


@pytest.fixture
def deals(make_product, humidifiers, fans, make_promotion):
    """An editorial promotion on fans and another, for those who look for them, on humidifiers."""
    make_product("Mistral humidifier", humidifiers)
    make_product("Breeze fan", fans)
    return (
        make_promotion("A tenth off fans", percent="10", categories=["fans"]),
        make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"], editorial=False),
    )


@pytest.fixture
def interested(shopper, deals):
    """The shopper looked for a humidifier an hour ago, and misspelled it."""
    subject, when = identity.account_subject(shopper.public_id), timezone.now() - timedelta(hours=1)
    SubjectInterest.objects.create(
        subject=subject,
        keyword="humidifer",
        source_date=int(when.timestamp() * 1000),
        source_id="m1",
        expires_at=when + timedelta(days=30),
        updated_at=when,
    )
    UserPromotion.objects.create(
        subject=subject,
        promotion=deals[1],
        keyword="humidifer",
        reason="search, read as humidifier",
        score=1,
        source_event="m1",
        created_at=when,
        updated_at=when,
        expires_at=when + timedelta(days=30),
    )
    return subject


def shown(subject):
    strip = strip_for([subject], now=timezone.now())
    return strip.keyword, [offer.title for offer in strip.offers]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_an_account_asks_to_log_in_first(path, visitor):
    assert visitor.get(path).headers["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_an_account_answers_and_is_kept_by_nobody(path, member, sent, deals):
    sent.clear()

    page = member.get(path)

    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "private" in page.headers["Cache-Control"]
    assert (len(sent.of(PageViewed)), page.content.decode().count("<h1")) == (1, 1)


def test_the_name_and_the_language_of_mails_are_changed(member, shopper):
    answer = member.post("/account/", {"name": " Ada Lovelace ", "language": "de"})

    shopper.refresh_from_db()
    assert (answer.status_code, shopper.name, shopper.language) == (302, "Ada Lovelace", "de")
    assert "Your changes are saved." in member.get("/account/").content.decode()


# My offers and why


def test_the_page_says_what_is_shown_and_why(member, interested, deals):
    content = member.get("/account/offers/").content.decode()

    assert "“humidifer”" in content
    assert "which we read as “humidifier”" in content
    assert f'data-promotion="{deals[1].pk}"' in content
    assert timezone.now().date().strftime("%Y") in content


def test_without_a_search_the_page_says_that_all_see_the_same(member, deals):
    content = member.get("/account/offers/").content.decode()

    assert "the same deals as everybody" in content
    assert f'data-promotion="{deals[0].pk}"' in content


def test_a_dismissed_deal_is_not_shown_again_and_can_be_brought_back(member, sent, interested, deals):
    answer = member.post("/promotions/dismiss/", {"promotion": deals[1].pk, "next": "/account/offers/"})
    dismissed = shown(interested)
    member.post("/promotions/restore/", {"promotion": deals[1].pk})

    assert answer.headers["Location"] == "/account/offers/"
    assert dismissed == ("", ["A tenth off fans"])
    assert [event.promotion_id for event in sent.of(PromotionDismissed)] == [deals[1].pk]
    assert shown(interested) == ("humidifer", ["A fifth off humidifiers"])


def test_a_visitor_dismisses_in_place_and_only_for_themselves(visitor, deals):
    answer = dismissing(visitor, deals[0])

    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<section id="promotions"')
    assert shown("a:another") == ("", ["A tenth off fans"])
    assert Dismissal.objects.count() == 1


def dismissing(browser, promotion):
    return browser.post("/promotions/dismiss/", {"promotion": promotion.pk}, headers={"HX-Request": "true"})


def test_what_a_browser_dismissed_stays_so_after_logging_in(shopper, deals):
    Dismissal.objects.create(subject="a:browser", promotion=deals[0], dismissed_at=timezone.now())
    identity.alias_record(alias="a:browser", subject=f"u:{shopper.public_id}")

    assert shown(f"u:{shopper.public_id}") == ("", [])


def test_who_is_not_recorded_has_no_cross_and_leaves_no_trace(visitor, sent, deals):
    visitor.post("/consent/", {"choice": "decline"})

    page = visitor.get("/").content.decode()
    dismissing(visitor, deals[0])

    assert ("deal-dismiss" in page, Dismissal.objects.exists(), sent.of(PromotionDismissed)) == (
        False,
        False,
        [],
    )


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "99999999999999999999", "\0"])
def test_what_is_no_number_dismisses_nothing(number, member, deals):
    assert member.post("/promotions/dismiss/", {"promotion": number}).status_code == 400


def test_a_promotion_that_is_not_there_is_dismissed_without_harm(member, sent, deals):
    assert member.post("/promotions/dismiss/", {"promotion": "999999"}).status_code == 302
    assert sent.of(PromotionDismissed) == []


def test_opted_out_everybodys_deals_are_shown_until_opted_in(member, interested):
    member.post("/account/offers/choice/", {"choice": "off"})
    out = shown(interested)
    page = member.get("/account/offers/").content.decode()
    member.post("/account/offers/choice/", {"choice": "on"})

    assert out == ("", ["A tenth off fans"])
    assert "You turned personal offers off." in page
    assert shown(interested) == ("humidifer", ["A fifth off humidifiers"])
    assert member.post("/account/offers/choice/", {"choice": "maybe"}).status_code == 400


def test_cleared_activity_is_gone_and_told(member, told, shopper, interested):
    answer = member.post("/account/offers/clear/")

    ((aggregate, event),) = told
    assert answer.headers["Location"] == "/account/offers/"
    assert shown(interested) == ("", ["A tenth off fans"])
    assert (SubjectInterest.objects.exists(), UserPromotion.objects.exists()) == (False, False)
    assert (type(event), aggregate, event.user_id) == (ActivityCleared, shopper.public_id, shopper.public_id)


def test_clearing_and_opting_out_do_not_undo_each_other(interested):
    personal_offers_set(subjects=[interested], wanted=False)
    activity_clear(subjects=[interested], now=timezone.now() - timedelta(hours=2))

    assert shown(interested) == ("", ["A tenth off fans"])


# The password


def test_a_password_is_changed_and_this_browser_stays(member, shopper):
    form = {"old_password": PASSWORD, "new_password1": "another-word-8", "new_password2": "another-word-8"}

    answer = member.post("/account/password/", form)

    shopper.refresh_from_db()
    assert (answer.headers["Location"], shopper.check_password("another-word-8")) == ("/account/", True)
    assert member.get("/account/").status_code == 200


def test_a_forgotten_password_is_set_by_a_link_that_works_once(visitor, shopper):
    visitor.post("/account/password/reset/", {"email": "ADA@example.com"})

    (message,) = mail.outbox
    link = found(r"http://127\.0\.0\.1:8000(/account/password/reset/\S+)", str(message.body))
    form = visitor.get(link, follow=True)
    new = {"new_password1": "another-word-8", "new_password2": "another-word-8"}
    answer = visitor.post(form.request["PATH_INFO"], new)

    shopper.refresh_from_db()
    assert (message.to, answer.headers["Location"]) == (["ada@example.com"], "/account/login/")
    assert shopper.check_password("another-word-8")
    assert "has been used or is too old" in visitor.get(link, follow=True).content.decode()


def test_nobody_learns_from_the_form_who_has_an_account(visitor, shopper):
    known = visitor.post("/account/password/reset/", {"email": "ada@example.com"})
    unknown = visitor.post("/account/password/reset/", {"email": "nobody@example.com"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert len(mail.outbox) == 1


# The e-mail address


def ask(browser, email="Ada.New@Example.com", password=PASSWORD):
    return browser.post("/account/email/", {"email": email, "password": password})


def link_in(message):
    return found(r"http://127\.0\.0\.1:8000(/account/email/\S+)", str(message.body))


def test_an_address_changes_once_its_link_is_confirmed(member, shopper):
    ask(member)
    new, old = mail.outbox
    opened = member.get(link_in(new))
    shopper.refresh_from_db()
    before = shopper.email
    answer = member.post(link_in(new))

    shopper.refresh_from_db()
    # The address of the page is a secret: it must not reach the next page's events as the referrer.
    assert {opened.headers["Referrer-Policy"], answer.headers["Referrer-Policy"]} == {"strict-origin"}
    assert (new.to, old.to) == (["ada.new@example.com"], ["ada@example.com"])
    assert "/account/email/" not in old.body
    assert (opened.status_code, before) == (200, "ada@example.com")
    assert (answer.status_code, shopper.email) == (302, "ada.new@example.com")
    for address in ("ada@example.com", "ada.new@example.com"):
        alias = identity.email_subject(address)
        assert identity.resolve([alias]) == {alias: f"u:{shopper.public_id}"}


@pytest.mark.parametrize("spoil", ["used", "forged", "old", "taken"])
def test_a_link_that_does_not_count_says_so_and_changes_nothing(spoil, member, shopper, monkeypatch):
    ask(member)
    link = link_in(mail.outbox[0])
    if spoil == "used":
        User.objects.update(email="moved@example.com")
    if spoil == "forged":
        link = link[:-2] + "x/"
    if spoil == "old":
        monkeypatch.setattr(email_change, "LIFETIME", timedelta(seconds=-1))
    if spoil == "taken":
        User.objects.create_user("ada.new@example.com")

    answer = member.post(link)

    shopper.refresh_from_db()
    assert (answer.status_code, shopper.email == "ada.new@example.com") == (410, False)


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("ada@example.com", PASSWORD, "email"),
        ("eve@example.com", PASSWORD, "email"),
        ("no address", PASSWORD, "email"),
        ("ada.new@example.com", "wrong", "password"),
    ],
)
def test_what_cannot_be_is_refused_before_any_mail(email, password, field, member):
    User.objects.create_user("eve@example.com")

    page = ask(member, email, password)

    assert (page.status_code, list(page.context["form"].errors), mail.outbox) == (200, [field], [])


def test_a_mail_server_that_is_away_is_said(member, monkeypatch):
    def away(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr(email_change, "send_mail", away)

    page = ask(member)

    assert "could not be sent" in page.content.decode()


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_pages_that_need_no_account_answer(path, visitor):
    assert visitor.get(path).status_code in {200, 410}


def test_the_account_speaks_for_itself_and_its_browser(rf):
    request = rf.get("/")

    subjects = tracking.subjects_of(request, public_id="anna")

    assert subjects[0] == "u:anna"
    assert subjects[1].startswith("a:")
