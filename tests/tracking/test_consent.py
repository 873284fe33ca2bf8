"""What a visitor allows, and what readers may use. Pure."""

import itertools

import pytest

from tracking import consent
from tracking.consent import EVERYTHING, NOTHING, Purpose, may_use
from tracking.events import EVENTS, OrderCompleted, ProductsSearched

ANALYTICS = frozenset({Purpose.ANALYTICS})
PERSONAL = frozenset({Purpose.PERSONALISATION})

COOKIES = {
    "": None,
    "none": NOTHING,
    "analytics": ANALYTICS,
    "personalisation": PERSONAL,
    "analytics+personalisation": EVERYTHING,
    "granted": EVERYTHING,
    "denied": NOTHING,
    "personalisation+analytics": None,
    "analytics+marketing": None,
    "\0": None,
    "x" * 5_000: None,
}
HEADERS = {
    (): False,
    (("sec-gpc", "0"),): False,
    (("sec-gpc", ""),): False,
    (("sec-gpc", "true"),): False,
    (("dnt", "0"),): False,
    (("dnt", "null"),): False,
    (("sec-gpc", "1"),): True,
    (("dnt", "1"),): True,
    (("dnt", "0"), ("sec-gpc", "1")): True,
}


@pytest.mark.parametrize("mode", ["opt-in", "opt-out", "a misspelling"])
def test_a_signal_goes_before_the_cookie_and_that_before_the_mode(mode, settings):
    settings.TRACKING_CONSENT_MODE = mode
    undecided = EVERYTHING if mode == "opt-out" else NOTHING
    for (headers, declines), (cookie, said) in itertools.product(HEADERS.items(), COOKIES.items()):
        expected = NOTHING if declines else undecided if said is None else said
        allowed = consent.purposes(dict(headers), {"consent": cookie})
        assert allowed == expected, (headers, cookie)


@pytest.mark.parametrize(
    ("mode", "headers", "cookie", "asks"),
    [
        ("opt-in", {}, "", True),
        ("opt-in", {}, "nonsense", True),
        ("opt-in", {}, "none", False),
        ("opt-in", {}, "analytics", False),
        ("opt-in", {"sec-gpc": "1"}, "", False),
        ("opt-in", {"dnt": "1"}, "", False),
        ("opt-out", {}, "", False),
    ],
)
def test_who_chose_or_whose_browser_did_is_not_asked(mode, headers, cookie, asks, settings, rf):
    settings.TRACKING_CONSENT_MODE = mode
    request = rf.get("/", headers=headers)
    request.COOKIES["consent"] = cookie
    assert consent.is_needed(request) is asks


@pytest.mark.parametrize(
    ("allowed", "text"),
    [
        (NOTHING, "none"),
        (ANALYTICS, "analytics"),
        (PERSONAL, "personalisation"),
        (EVERYTHING, "analytics+personalisation"),
    ],
)
def test_the_text_form_is_stable_and_read_back(allowed, text):
    assert (consent.text(allowed), consent.parse(text)) == (text, allowed)


@pytest.mark.parametrize(
    ("said", "analytics", "personalisation"),
    [
        (None, True, True),
        ("analytics+personalisation", True, True),
        ("analytics", True, False),
        ("personalisation", False, True),
        ("none", False, False),
        ("", False, False),
        ("granted", True, True),
        ("undecided", True, True),
        ("analytics+marketing", True, False),
        ("analyticspersonalisation", False, False),
    ],
)
def test_readers_use_what_was_allowed(said, analytics, personalisation):
    event = ProductsSearched(search_keyword="kettle", consent=said)
    assert may_use(event, Purpose.ANALYTICS) is analytics
    assert may_use(event, Purpose.PERSONALISATION) is personalisation


def test_the_stores_own_books_count_in_analytics_and_never_for_a_person():
    order = OrderCompleted(
        order_id="LK-1", products=[], currency="EUR", subtotal="1", discount="0", total="1", consent="none"
    )
    assert may_use(order, Purpose.ANALYTICS)
    assert not may_use(order, Purpose.PERSONALISATION)


def test_nothing_that_browsers_send_is_one_of_the_stores_own_books():
    assert all(event.names_someone for event in EVENTS if event.from_browser)
