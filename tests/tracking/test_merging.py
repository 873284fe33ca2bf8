"""One browser, several accounts; one account, several browsers: who is merged into whom, and that it is told once."""

import json
import threading

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from tests.tracking.test_bots import NAVIGATION
from tracking import api, identity, visitors
from tracking.middleware import VisitorMiddleware
from tracking.models import IdentityAlias, OutboxMessage

pytestmark = pytest.mark.django_db


class Browser:
    """A browser whose person logs in and out; nothing is produced but what goes through the outbox."""

    def __init__(self, **headers):
        self.cookies = {}
        self._headers = NAVIGATION | headers
        self._do(lambda request: api._active(request, visitors.now_ms()))

    def log_in(self, name):
        self._do(lambda request: api.identify(request, public_id=name, email=f"{name}@example.com"))
        return self.visitor

    def log_out(self):
        self._do(api.forget)
        return self.visitor

    @property
    def visitor(self):
        return visitors.known(self.cookies)

    def _do(self, deed):
        def view(request):
            deed(request)
            return HttpResponse()

        request = RequestFactory().post("/", headers=self._headers)
        request.COOKIES = dict(self.cookies)
        for name, morsel in VisitorMiddleware(view)(request).cookies.items():
            self.cookies[name] = morsel.value


def merges():
    """Return what was told: pairs of browser and account, in order."""
    rows = [json.loads(row.payload) for row in OutboxMessage.objects.order_by("pk")]
    assert {row["event"] for row in rows} <= {"visitor_merged"}
    return [(row["anonymous_id"], row["user_id"]) for row in rows]


def owner(visitor):
    return identity.resolve([identity.browser_subject(visitor.anonymous_id)]).popitem()[1]


def test_a_login_in_the_middle_of_a_session_merges_what_came_before_and_the_session_goes_on():
    browser = Browser()
    before = browser.visitor

    after = browser.log_in("anna")

    assert (after.anonymous_id, after.session_id) == (before.anonymous_id, before.session_id)
    assert (after.public_id, owner(after)) == ("anna", "u:anna")
    assert merges() == [(before.anonymous_id, "anna")]


def test_logging_in_again_tells_nothing_new():
    browser = Browser()
    first = browser.log_in("anna")
    browser.log_in("anna")

    assert browser.visitor == first
    assert len(merges()) == 1


def test_what_is_told_names_browser_account_and_what_is_allowed_and_nothing_else(settings):
    settings.TRACKING_USER_ID = "email"
    visitor = Browser().log_in("anna")

    row = OutboxMessage.objects.get()
    told = json.loads(row.payload)
    assert (row.topic, row.aggregate) == ("visitor.events", "anna")
    assert told.keys() == {
        "event", "schema_version", "message_id", "date", "received_at", "anonymous_id", "user_id", "consent",
    }  # fmt: skip
    assert (told["anonymous_id"], told["user_id"], told["consent"]) == (
        visitor.anonymous_id,
        "anna@example.com",
        "analytics+personalisation",
    )


def test_two_people_at_one_browser_one_after_the_other_stay_two():
    browser = Browser()
    anna = browser.log_in("anna")
    between = browser.log_out()
    bert = browser.log_in("bert")
    browser.log_out()
    again = browser.log_in("anna")

    assert bert.anonymous_id == between.anonymous_id
    assert len({each.anonymous_id for each in (anna, bert, again)}) == 3
    assert len({each.session_id for each in (anna, bert, again)}) == 3
    assert [owner(each) for each in (anna, bert, again)] == ["u:anna", "u:bert", "u:anna"]
    assert [account for _, account in merges()] == ["anna", "bert", "anna"]


def test_without_logging_out_in_between_they_stay_two_as_well_and_so_does_a_third():
    # The session of the login ended by itself, or the password was reset: the visitor cookie still knows Anna.
    browser = Browser()
    people = [browser.log_in(name) for name in ("anna", "bert", "cleo")]

    assert len({each.anonymous_id for each in people}) == 3
    assert [owner(each) for each in people] == ["u:anna", "u:bert", "u:cleo"]
    assert merges() == [(each.anonymous_id, each.public_id) for each in people]


def test_a_cookie_that_knows_an_account_whose_aliases_are_gone_is_not_given_to_another():
    browser = Browser()
    anna = browser.log_in("anna")
    IdentityAlias.objects.all().delete()

    bert = browser.log_in("bert")

    assert bert.anonymous_id != anna.anonymous_id


def test_two_browsers_of_one_person_are_both_theirs():
    one, two = Browser().log_in("anna"), Browser().log_in("anna")

    assert [owner(one), owner(two)] == ["u:anna", "u:anna"]
    assert len(merges()) == 2


def test_a_stolen_cookie_gives_nobody_the_owners_past():
    mine, thief = Browser(), Browser()
    mine.log_in("anna")
    thief.cookies = dict(mine.cookies)

    stolen = thief.log_in("mallory")

    assert (owner(mine.visitor), owner(stolen)) == ("u:anna", "u:mallory")
    assert stolen.anonymous_id != mine.visitor.anonymous_id


@pytest.mark.parametrize("spoil", [lambda c: c[:-3], lambda c: "", lambda c: c[:20], lambda c: c.upper()])
def test_a_spoilt_cookie_is_somebody_new(spoil):
    browser = Browser()
    before = browser.log_in("anna")
    browser.cookies["visitor"] = spoil(browser.cookies["visitor"])

    after = browser.log_in("bert")

    assert after.anonymous_id != before.anonymous_id
    assert [owner(before), owner(after)] == ["u:anna", "u:bert"]


@pytest.mark.parametrize(
    ("headers", "cookie"), [({"sec-gpc": "1"}, None), ({"dnt": "1"}, None), ({}, "none")]
)
def test_without_consent_nobody_is_merged_and_no_cookie_is_left(headers, cookie):
    browser = Browser()
    browser._headers |= headers
    if cookie:
        browser.cookies["consent"] = cookie

    browser.log_in("anna")
    logged_in = dict(browser.cookies)
    browser.log_out()

    assert (logged_in["visitor"], browser.cookies["visitor"], merges()) == ("", "", [])
    assert not IdentityAlias.objects.filter(alias__startswith="a:").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("names", [("anna", "anna"), ("anna", "bert")])
def test_two_tabs_that_log_in_at_the_same_moment_merge_the_browser_once(names):
    first = Browser()
    start, tabs = threading.Barrier(2), []

    def log_in(name):
        tab = Browser()
        tab.cookies = dict(first.cookies)
        start.wait(10)
        tab.log_in(name)
        tabs.append(tab.visitor)
        connection.close()

    threads = [threading.Thread(target=log_in, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    told = merges()
    assert sum(browser == first.visitor.anonymous_id for browser, _ in told) == 1
    assert len(told) == len(set(names))
    assert [owner(tab) for tab in tabs] == [f"u:{tab.public_id}" for tab in tabs]
