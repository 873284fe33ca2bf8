"""A whole visit, and what of it stands in Kafka afterwards: in any topic, read as any other client would."""

import pytest
from django.test import Client

from tests.kafka import messages_of
from tests.shop.carts import FORM, sku_of
from tests.shop.checkout.steps import order_by
from tests.shop.conftest import BROWSER
from tracking.models import IdentityAlias, OutboxMessage
from tracking.producer import get_producer
from tracking.relay import OutboxRelay
from tracking.topics import COMMERCE, REVIEWS, TOPICS, VISITORS

PASSWORD = "a-long-word-7"
CAMPAIGN = "utm_source=letter&utm_content=ada@example.com&secret=1"

# What names a visitor, a browser, or where and what they looked at.
TRACES = {
    "anonymous_id", "session_id", "page_view_id", "ip", "user_agent", "referrer", "page_url", "page_title", "locale",
    "timezone", "viewport", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content",
}  # fmt: skip

# How somebody comes who is not to be recorded: the mode of the store, headers of the browser, what is chosen first.
UNRECORDED = {
    "declined": ("opt-out", {}, {"choice": "decline", "place": "footer"}),
    "Global Privacy Control": ("opt-out", {"sec-gpc": "1"}, None),
    "Do Not Track, having agreed before": ("opt-in", {"dnt": "1"}, {"choice": "accept"}),
    "not asked yet": ("opt-in", {}, None),
}


@pytest.fixture
def shop(mistral, make_promotion, shopper, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])
    return mistral


def walk(browser, product, promotion):
    """Do everything a person can do in the store that any code tells of; return the events that must be told."""
    for path in (
        f"/?{CAMPAIGN}", "/search/?q=humidifier", "/deals/", "/categories/humidifiers/", product.get_absolute_url(),
        "/promotions/strip/", "/search/suggest/?q=hum", "/all-links/",
    ):  # fmt: skip
        browser.get(path, headers={"referer": "https://elsewhere.example/letters/?to=ada@example.com"})
    browser.post("/promotions/dismiss/", {"promotion": promotion.pk})
    buy(browser, product)
    browser.post(
        "/account/signup/", {"name": "Eve", "email": f"eve{id(browser)}@example.com", "password": PASSWORD}
    )
    browser.post("/account/logout/")
    browser.post("/account/login/", {"username": "ada@example.com", "password": PASSWORD})
    buy(browser, product)
    review = f"{product.get_absolute_url()}review/"
    browser.post(review, {"rating": 4, "text": "Quiet and easy to clean."})
    browser.post(review, {"rating": 5, "text": "Quiet, and very easy to clean."})
    browser.get("/account/offers/")
    browser.post("/account/offers/choice/", {"choice": "off"})
    browser.post(f"{review}withdraw/")
    browser.post("/account/logout/")
    browser.get("/")


def buy(browser, product):
    browser.post("/cart/add/", {"sku": sku_of(product), "quantity": 2})
    browser.get("/cart/")
    browser.post("/cart/code/", {"code": "NOTHING"})
    assert order_by(browser, **FORM).status_code == 302


def arrived():
    """Return what every topic holds, by topic."""
    relay = OutboxRelay()
    while OutboxMessage.objects.exists():
        assert relay.relay()
    assert get_producer().flush(10) == 0
    return messages_of(*TOPICS)


def names(found):
    return sorted(message["event"] for message in found)


@pytest.mark.parametrize("way", UNRECORDED)
def test_who_is_not_recorded_leaves_only_orders_and_reviews_that_name_no_browser(
    way, topics, shop, shopper, settings, make_promotion
):
    settings.TRACKING_CONSENT_MODE, headers, choice = UNRECORDED[way]
    browser = Client(headers={"user-agent": BROWSER, "accept-language": "de", **headers})
    if choice:
        browser.post("/consent/", choice)

    walk(browser, shop, make_promotion("A tenth off", percent="10"))

    found = arrived()
    assert {topic.name for topic, sent in found.items() if sent} <= {
        COMMERCE.name,
        REVIEWS.name,
        VISITORS.name,
    }
    assert names(found[COMMERCE]) == ["order_completed"] * 2
    assert names(found[REVIEWS]) == ["review_edited", "review_submitted", "review_withdrawn"]
    assert names(found[VISITORS]) == (["consent_changed"] if choice else [])
    everything = [message for sent in found.values() for message in sent]
    assert [TRACES & message.keys() for message in everything if TRACES & message.keys()] == []
    # The account's own id stays on what the account itself did, and only there.
    assert {message.get("user_id") for message in found[REVIEWS]} == {shopper.public_id}
    assert {message.get("user_id") for message in found[COMMERCE]} == {None, shopper.public_id}
    assert {message["consent"] for message in found[COMMERCE] + found[VISITORS]} == {"none"}
    assert not any(message.get("user_id") for message in found[VISITORS])
    assert not IdentityAlias.objects.filter(alias__startswith="a:").exists()
    assert not browser.cookies.get("visitor") or not browser.cookies["visitor"].value


def test_the_same_visit_of_somebody_who_agreed_stands_there_whole(topics, shop, settings, make_promotion):
    settings.TRACKING_CONSENT_MODE = "opt-in"
    browser = Client(headers={"user-agent": BROWSER, "accept-language": "de"})
    browser.post("/consent/", {"choice": "accept", "place": "banner"})

    walk(browser, shop, make_promotion("A tenth off", percent="10"))

    found = arrived()
    assert {topic.name for topic, sent in found.items() if sent} == {
        "activity.searches", "activity.page-views", "activity.form-submissions", "commerce.events",
        "visitor.events", "content.reviews",
    }  # fmt: skip
    recorded = [message for topic, sent in found.items() for message in sent if topic is not REVIEWS]
    assert {message["consent"] for message in recorded} == {"analytics+personalisation"}
    assert all(message["anonymous_id"] for message in recorded)
    assert sorted(set(names(found[VISITORS]))) == ["consent_changed", "promotion_dismissed", "visitor_merged"]
    assert names(found[VISITORS]).count("visitor_merged") == 2
    text = str(recorded)
    assert ("letter" in text, "secret" in text, "ada@" in text) == (True, False, False)
