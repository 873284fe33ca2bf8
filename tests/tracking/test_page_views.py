"""Which page view a request's events belong to, and what a page may tell its browser of it."""

import pytest
from django.http import HttpResponse

from tests.tracking.test_api import Browser, arrived
from tracking import api, page_views, visitors
from tracking.events import PageViewed
from tracking.topics import PAGE_VIEWS

NAMED = "0199a000-0000-7000-8000-000000000001"


def page(request):
    """A view that shows its own id, after its event was sent."""
    api.track(request, PageViewed())
    return HttpResponse(api.page_view_id(request) or "")


def test_a_page_and_its_events_share_an_id_of_their_own(topics):
    browser = Browser(page)
    shown = [browser.get().content.decode() for _ in range(2)]
    assert len(set(shown)) == 2
    assert {message["page_view_id"] for message in arrived(PAGE_VIEWS)} == set(shown)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"hx-request": "true", "page-view-id": NAMED}, NAMED),
        ({"hx-request": "true"}, None),
        ({"hx-request": "true", "page-view-id": "<script>"}, None),
    ],
)
def test_a_fragment_belongs_to_the_page_that_asked_for_it(rf, headers, expected):
    assert page_views.of(rf.get("/", headers=headers)) == expected


def test_a_sent_form_is_no_page_but_the_page_it_comes_back_with_is(rf):
    request = rf.post("/")
    assert page_views.of(request) is None
    assert page_views.serve(request) == page_views.serve(request)


@pytest.mark.parametrize("headers", [{"sec-gpc": "1"}, {"dnt": "1"}])
def test_a_page_for_somebody_unrecorded_has_no_id_and_sets_no_cookie(topics, headers):
    response = Browser(page).get(**headers)
    assert response.content == b""
    assert not response.cookies


def test_a_page_that_may_be_recorded_gives_the_browser_its_visitor():
    def error_page(request):
        return HttpResponse(api.page_view_id(request))

    assert visitors.COOKIE in Browser(error_page).get().cookies
