"""The banner, the page and the footer: what they say, and what a choice does."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from promotions.models import SubjectChoice, SubjectInterest, UserPromotion
from promotions.services import personal_offers_set
from shop.models import Product
from tests.shop.test_account_pages import PASSWORD
from tracking import identity, visitors
from tracking.models import IdentityAlias, OutboxMessage

QUESTION = "May we remember what you look for?"
GPC = {"sec-gpc": "1"}


def choose(browser, choice, **fields):
    return browser.post("/consent/", {"choice": choice, **fields})


def told():
    """Return what the outbox holds of consent, in order."""
    rows = OutboxMessage.objects.filter(topic="visitor.events").order_by("pk")
    return [
        (row, message) for row in rows if (message := json.loads(row.payload))["event"] == "consent_changed"
    ]


def page_of(browser, path="/", **headers):
    return browser.get(path, headers=headers).content.decode()


@pytest.mark.parametrize(
    ("choice", "fields", "kept"),
    [
        ("accept", {}, "analytics+personalisation"),
        ("decline", {}, "none"),
        ("choose", {"purposes": ["analytics"]}, "analytics"),
        ("choose", {"purposes": ["personalisation"]}, "personalisation"),
        ("choose", {"purposes": ["personalisation", "analytics"]}, "analytics+personalisation"),
        ("choose", {}, "none"),
        ("decline", {"purposes": ["analytics"]}, "none"),
    ],
)
def test_a_choice_is_kept_for_half_a_year(choice, fields, kept, visitor):
    answer = choose(visitor, choice, next="/deals/", **fields)

    cookie = visitor.cookies["consent"]
    assert (answer.headers["Location"], cookie.value) == ("/deals/", kept)
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (180 * 24 * 3600, True, "Lax")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"choice": "maybe"},
        {"choice": "choose", "purposes": "everything"},
        {"choice": "accept", "place": "x"},
    ],
)
def test_what_is_no_choice_is_refused_and_changes_nothing(data, visitor):
    answer = visitor.post("/consent/", data)

    assert (answer.status_code, "consent" in visitor.cookies, told()) == (400, False, [])


@pytest.mark.parametrize(
    ("place", "home"), [("banner", "/"), ("footer", "/"), ("page", "/consent/"), ("", "/consent/")]
)
def test_a_choice_does_not_lead_away_from_the_store(place, home, visitor):
    answer = choose(visitor, "accept", place=place, next="//evil.example")

    assert answer.headers["Location"] == home


@pytest.mark.parametrize(
    ("mode", "headers", "asks", "says"),
    [
        ("opt-in", {}, True, "Your activity is not recorded."),
        ("opt-in", GPC, False, "(Global Privacy Control), so your activity is not recorded."),
        ("opt-out", {}, False, "to choose your deals, until you decline."),
        ("opt-out", {"dnt": "1"}, False, "(Do Not Track), so your activity is not recorded."),
    ],
)
def test_the_banner_asks_where_consent_is_needed_and_the_footer_says_how_things_are(
    mode, headers, asks, says, visitor, settings
):
    settings.TRACKING_CONSENT_MODE = mode

    content = page_of(visitor, **headers)

    assert ((QUESTION in content), (says in content)) == (asks, True)
    # Where the browser declines there is nothing to press.
    assert ("Decline recording" in content) is (mode == "opt-out" and not headers)
    assert "Allow recording" not in content


def test_accept_and_decline_look_alike(visitor, settings):
    settings.TRACKING_CONSENT_MODE = "opt-in"
    content = page_of(visitor)
    banner = content[
        content.index("data-consent") : content.index("</section>", content.index("data-consent"))
    ]

    accept, decline = (
        line.replace(f'value="{choice}">{label}', "")
        for choice, label in (("accept", "Allow"), ("decline", "Decline"))
        for line in banner.splitlines()
        if f'value="{choice}"' in line
    )
    assert accept == decline


@pytest.mark.parametrize("mode", ["opt-in", "opt-out"])
def test_a_choice_can_be_taken_back_in_the_footer(mode, visitor, settings):
    settings.TRACKING_CONSENT_MODE = mode
    choose(visitor, "accept")
    recorded = page_of(visitor)
    choose(visitor, "decline")
    declined = page_of(visitor)

    assert ("Decline recording" in recorded, "Allow recording" in recorded) == (True, False)
    assert ("Decline recording" in declined, "Allow recording" in declined) == (False, True)
    assert QUESTION not in recorded + declined


@pytest.mark.parametrize(
    ("mode", "purposes", "ticked"),
    [
        ("opt-in", None, (False, False)),
        ("opt-out", None, (True, True)),
        ("opt-in", ["analytics"], (True, False)),
        ("opt-out", ["personalisation"], (False, True)),
    ],
)
def test_the_page_shows_what_holds_now_and_nothing_is_ticked_beforehand(
    mode, purposes, ticked, visitor, settings
):
    settings.TRACKING_CONSENT_MODE = mode
    if purposes:
        choose(visitor, "choose", purposes=purposes)

    content = page_of(visitor, "/consent/")

    boxes = [line for line in content.splitlines() if 'type="checkbox"' in line]
    assert tuple(" checked>" in box for box in boxes) == ticked
    assert QUESTION not in content


def test_the_page_has_nothing_to_choose_while_the_browser_declines(visitor):
    content = page_of(visitor, "/consent/", **GPC)

    assert ("Global Privacy Control" in content, 'type="checkbox"' in content) == (True, False)


def test_a_choice_made_on_the_page_is_confirmed(visitor):
    answer = choose(visitor, "decline", place="page")

    assert "Your choice is saved." in page_of(visitor, answer.headers["Location"])


def test_the_store_states_that_it_keeps_to_the_signal(visitor):
    answer = visitor.get("/.well-known/gpc.json")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json() == {"gpc": True, "lastUpdate": "2026-11-22"}
    assert not answer.cookies


# What is told of it


def test_agreeing_is_told_once_and_names_the_visitor(visitor, settings):
    settings.TRACKING_CONSENT_MODE = "opt-in"
    choose(visitor, "choose", purposes=["analytics"], place="page")
    choose(visitor, "choose", purposes=["analytics"], place="page")

    [(row, message)] = told()
    known = visitors.known({"visitor": visitor.cookies["visitor"].value})
    assert (message["purposes"], message["method"], message["consent"]) == (
        ["analytics"],
        "page",
        "analytics",
    )
    assert (message["anonymous_id"], row.key) == (known.anonymous_id, known.anonymous_id)


def test_refusing_is_told_and_names_nobody(visitor, shopper):
    visitor.post("/account/login/", {"username": shopper.email, "password": PASSWORD})
    choose(visitor, "decline", place="banner")

    [(row, message)] = told()
    assert message.keys() == {
        "event", "schema_version", "message_id", "date", "received_at", "consent", "method",
    }  # fmt: skip
    assert (message["consent"], message["method"], row.key) == ("none", "banner", row.aggregate)
    assert row.aggregate == f"consent:{message['message_id']}"


@pytest.mark.parametrize("choice", ["accept", "decline"])
def test_what_the_browser_declines_nobody_can_press_away(choice, visitor):
    visitor.post("/consent/", {"choice": choice}, headers=GPC)

    assert visitor.cookies["consent"].value == "none"
    assert "visitor" not in visitor.cookies
    assert all(message["consent"] == "none" for _, message in told())


# What follows from it


@pytest.fixture
def deals(make_product, humidifiers, fans, make_promotion):
    make_product("Mistral humidifier", humidifiers)
    make_product("Breeze fan", fans)
    return (
        make_promotion("A tenth off fans", percent="10", categories=["fans"]),
        make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"], editorial=False),
    )


def interest(subject, promotion):
    now = timezone.now()
    times = {"expires_at": now + timedelta(days=30), "updated_at": now}
    SubjectInterest.objects.create(
        subject=subject, keyword="humidifier", source_date=1, source_id="m1", **times
    )
    UserPromotion.objects.create(
        subject=subject, promotion=promotion, keyword="humidifier", reason="search", score=1,
        source_event="m1", created_at=now, **times,
    )  # fmt: skip


@pytest.fixture
def subject(visitor, deals):
    """The browser of ``visitor``, which agreed and looked for a humidifier."""
    choose(visitor, "accept")
    known = visitors.known({"visitor": visitor.cookies["visitor"].value})
    interest(identity.browser_subject(known.anonymous_id), deals[1])
    return identity.browser_subject(known.anonymous_id)


def shown(browser, **headers):
    return browser.get("/", headers=headers).context["strip"].keyword


@pytest.mark.parametrize(
    ("fields", "keyword"),
    [
        ({"choice": "accept"}, "humidifier"),
        ({"choice": "choose", "purposes": ["personalisation"]}, "humidifier"),
        ({"choice": "choose", "purposes": ["analytics"]}, ""),
        ({"choice": "decline"}, ""),
    ],
)
def test_deals_are_personal_only_with_personalisation(fields, keyword, visitor, subject):
    before = shown(visitor)
    visitor.post("/consent/", fields)

    assert (before, shown(visitor)) == ("humidifier", keyword)
    assert SubjectInterest.objects.exists() is bool(keyword)


@pytest.mark.parametrize("path", ["/", "/promotions/strip/"])
def test_a_signal_hides_personal_deals_at_once_and_takes_the_cookie(path, visitor, subject):
    answer = visitor.get(path, headers=GPC)

    assert (answer.context["strip"].keyword, answer.cookies["visitor"].value) == ("", "")


def test_taking_personalisation_back_forgets_what_was_concluded_and_lets_nothing_come_late(visitor, subject):
    visitor.get(Product.objects.all()[0].get_absolute_url())
    assert visitor.cookies["recent"].value
    before = timezone.now()
    choose(visitor, "choose", purposes=["analytics"])

    assert not SubjectInterest.objects.exists()
    assert not UserPromotion.objects.exists()
    assert SubjectChoice.objects.get(subject=subject).cleared_at >= before
    assert visitor.cookies["recent"].value == ""
    assert visitor.cookies["visitor"].value


def test_declining_takes_the_visitor_away(visitor, subject):
    choose(visitor, "decline")

    assert visitor.cookies["visitor"].value == ""
    assert not SubjectInterest.objects.exists()


def test_somebody_logged_in_takes_it_back_for_the_account_too(visitor, shopper, deals):
    visitor.post("/account/login/", {"username": shopper.email, "password": PASSWORD})
    interest(identity.account_subject(shopper.public_id), deals[1])
    other = identity.account_subject("somebody-else")
    interest(other, deals[1])

    choose(visitor, "decline")

    assert [row.subject for row in SubjectInterest.objects.all()] == [other]
    assert "You have not allowed personal deals" in page_of(visitor, "/account/offers/")


def test_declining_what_never_was_allowed_leaves_no_trace(visitor, settings):
    settings.TRACKING_CONSENT_MODE = "opt-in"
    choose(visitor, "decline", place="banner")

    assert not SubjectChoice.objects.exists()
    assert visitor.cookies.keys() == {"consent"}


def test_agreeing_while_logged_in_makes_the_browser_the_accounts(visitor, shopper, settings):
    settings.TRACKING_CONSENT_MODE = "opt-in"
    visitor.post("/account/login/", {"username": shopper.email, "password": PASSWORD})
    before = IdentityAlias.objects.filter(alias__startswith="a:").count()
    choose(visitor, "accept")

    known = visitors.known({"visitor": visitor.cookies["visitor"].value})
    events = [json.loads(row.payload)["event"] for row in OutboxMessage.objects.order_by("pk")]
    assert (before, known.public_id) == (0, shopper.public_id)
    assert events == ["consent_changed", "visitor_merged"]


def test_a_dismissed_deal_stays_away_from_an_account_that_declined(visitor, shopper, deals):
    visitor.post("/account/login/", {"username": shopper.email, "password": PASSWORD})
    choose(visitor, "decline")
    visitor.post("/promotions/dismiss/", {"promotion": deals[0].pk})
    personal_offers_set(subjects=[identity.account_subject(shopper.public_id)], wanted=True)

    assert visitor.get("/").context["strip"].deals == ()


# The link that programs follow


def test_people_never_see_the_link_for_programs_and_robots_are_told(visitor):
    content = page_of(visitor)

    assert '<a href="/all-links/" rel="nofollow" hidden>' in content
    assert "\nDisallow: /all-links/\n" in page_of(visitor, "/robots.txt")
    assert visitor.get("/all-links/").status_code == 404
    assert visitors.known({"visitor": visitor.cookies["visitor"].value}).is_bot
