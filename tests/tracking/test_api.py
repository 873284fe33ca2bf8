"""What the shop may do with tracking, as it arrives in Kafka."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.kafka import messages
from tracking import api, metrics, visitors
from tracking.events import LoggedIn, PageViewed, ProductsSearched
from tracking.middleware import VisitorMiddleware
from tracking.models import IdentityAlias
from tracking.producer import get_producer
from tracking.topics import FORM_SUBMISSIONS, PAGE_VIEWS, SEARCHES

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Browser:
    """Sends requests to one view, and keeps cookies."""

    def __init__(self, view):
        self._app = VisitorMiddleware(view)
        self.cookies = {}

    def get(self, path="/", **headers):
        request = RequestFactory().get(
            path, headers={"user-agent": FIREFOX, **headers}, REMOTE_ADDR="203.0.113.77"
        )
        request.COOKIES = dict(self.cookies)
        response = self._app(request)
        self.cookies.update({name: morsel.value for name, morsel in response.cookies.items()})
        return response


def tracking(*events):
    def view(request):
        for event in events:
            api.track(request, event)
        return HttpResponse()

    return view


def arrived(topic):
    assert get_producer().flush(10) == 0
    return messages(topic)


def test_a_search_carries_what_the_visitor_did_and_who_and_where_from(topics):
    browser = Browser(tracking(ProductsSearched(search_keyword="humidifier", results_count=7)))
    before = visitors.now_ms()

    browser.get(
        "/search/?q=humidifier&utm_source=letter&secret=1",
        referer="http://testserver/deals/?page=2",
        **{"accept-language": "de-AT,de;q=0.9"},
    )

    [message] = arrived(SEARCHES)
    assert before <= message["date"] == message["received_at"] <= visitors.now_ms()
    assert {
        name: message[name]
        for name in (
            "event", "search_keyword", "results_count", "page_url", "referrer", "utm_source", "locale", "ip",
        )
    } == {
        "event": "products_searched",
        "search_keyword": "humidifier",
        "results_count": 7,
        "page_url": "/deals/",
        "referrer": "http://testserver/deals/",
        "utm_source": "letter",
        "locale": "de-AT",
        "ip": "203.0.113.0",
    }  # fmt: skip
    assert "secret" not in str(message)


@pytest.mark.parametrize(
    "referer", ["", "https://elsewhere.example/x/", "http://[broken", "http://testserver"]
)
def test_a_search_from_elsewhere_was_made_on_the_search_page(topics, referer):
    Browser(tracking(ProductsSearched(search_keyword="x"))).get("/search/?q=x", referer=referer)
    assert [message["page_url"] for message in arrived(SEARCHES)] == ["/search/"]


def test_a_browser_keeps_its_id_and_session_and_another_has_its_own(topics):
    view = tracking(PageViewed())
    one, two = Browser(view), Browser(view)
    one.get()
    one.get()
    two.get()
    found = arrived(PAGE_VIEWS)
    assert len({message["message_id"] for message in found}) == 3
    assert len({message["anonymous_id"] for message in found}) == 2
    assert len({message["session_id"] for message in found}) == 2


@pytest.mark.parametrize(
    ("mode", "headers", "cookie", "expected"),
    [
        ("opt-out", {}, "", 1),
        ("opt-out", {}, "denied", 0),
        ("opt-out", {"sec-gpc": "1"}, "", 0),
        ("opt-out", {"dnt": "1"}, "granted", 0),
        ("opt-in", {}, "", 0),
        ("opt-in", {}, "granted", 1),
        ("opt-in", {}, "denied", 0),
        ("opt-in", {"sec-gpc": "1"}, "granted", 0),
    ],
)
def test_without_consent_nothing_is_sent_and_no_cookie_set(topics, settings, mode, headers, cookie, expected):
    settings.TRACKING_CONSENT_MODE = mode
    browser = Browser(tracking(PageViewed()))
    browser.cookies["consent"] = cookie
    response = browser.get(**headers)
    assert len(arrived(PAGE_VIEWS)) == expected
    assert (visitors.COOKIE in response.cookies) == bool(expected)


def test_a_page_that_tracks_nothing_sets_no_cookie():
    assert not Browser(lambda request: HttpResponse()).get().cookies


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "user_id"), [("public_id", "P1"), ("email", "anna@example.com")])
def test_after_login_events_carry_the_account_and_the_browser_is_its_alias(topics, settings, form, user_id):
    settings.TRACKING_USER_ID = form

    def log_in(request):
        api.identify(request, public_id="P1", email="anna@example.com")
        api.track(request, LoggedIn())
        return HttpResponse()

    Browser(log_in).get()

    # What a test without topics sent may arrive late, in this one's.
    [message] = [message for message in arrived(FORM_SUBMISSIONS) if message.get("user_id") == user_id]
    assert IdentityAlias.objects.get(alias=f"a:{message['anonymous_id']}").subject == "u:P1"
    assert IdentityAlias.objects.filter(alias__startswith="e:", subject="u:P1").count() == 1


@pytest.mark.django_db
def test_a_browser_of_one_account_is_never_merged_into_another(topics):
    people = iter([("P1", "anna@example.com"), ("P2", "bert@example.com")])

    def log_in(request):
        public_id, email = next(people)
        api.identify(request, public_id=public_id, email=email)
        api.track(request, LoggedIn())
        return HttpResponse()

    browser = Browser(log_in)
    browser.get()
    browser.get()

    first, second = sorted(arrived(FORM_SUBMISSIONS), key=lambda message: message["user_id"])
    assert first["anonymous_id"] != second["anonymous_id"]
    assert IdentityAlias.objects.get(alias=f"a:{first['anonymous_id']}").subject == "u:P1"


def test_logging_out_makes_the_browser_a_stranger(topics):
    def log_out(request):
        api.forget(request)
        return HttpResponse()

    browser = Browser(tracking(PageViewed()))
    browser.get()
    before = browser.cookies[visitors.COOKIE]
    leaving = Browser(log_out)
    leaving.cookies = browser.cookies
    leaving.get()
    assert browser.cookies[visitors.COOKIE] != before
    browser.get()
    assert len({message["anonymous_id"] for message in arrived(PAGE_VIEWS)}) == 2


def test_a_fault_of_our_own_costs_the_event_and_never_the_page(monkeypatch):
    def broken():
        raise RuntimeError("out of everything")

    monkeypatch.setattr("tracking.api.get_producer", broken)
    before = metrics.ERRORS._value.get()
    assert Browser(tracking(PageViewed())).get().status_code == 200
    assert metrics.ERRORS._value.get() == before + 1
