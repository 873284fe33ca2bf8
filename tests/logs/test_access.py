"""One line a request, and what the lines of a request have in common."""

import logging
from types import SimpleNamespace

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from logs.access import AccessLogMiddleware
from logs.capture import capture
from logs.events import event_of
from tracking import trace

HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Kept(logging.Handler):
    def __init__(self):
        super().__init__()
        self.events = []

    def emit(self, record):
        self.events.append(event_of(capture(record), {}))


@pytest.fixture
def kept():
    handler, loggers = Kept(), [logging.getLogger(name) for name in ("access", "shop.view")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler.events
    for logger in loggers:
        logger.removeHandler(handler)


def asked(path="/search/", *, status=200, route="search/", kwargs=None, headers=None, user=None):
    """Answer a request as the store does, with a line of the view's own in between."""

    def view(request):
        request.resolver_match = ResolverMatch(lambda: None, (), kwargs or {}, url_name="x", route=route)
        request._cached_user = user
        structlog.get_logger("shop.view").warning("in the view", sent=trace.current().header)
        return HttpResponse(status=status)

    return AccessLogMiddleware(view)(RequestFactory().get(path, headers=headers or {}))


def test_one_line_a_request_in_the_words_of_opentelemetry(kept):
    asked("/search/?q=secret+wish&page=2&utm_source=mail", user=SimpleNamespace(public_id="u-1"))
    _, line = kept
    assert (line.body, line.severity_text, line.scope) == ("GET /search/ 200", "INFO", "access")
    assert line.user_id == "u-1"
    found = line.attributes
    assert found.pop("duration_ms") >= 0
    assert len(found.pop("request_id")) == 36
    assert {name: value for name, value in found.items() if not name.startswith("code.")} == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/search/",
        "url.path": "/search/",
        "url.query": "q=…&page=2&utm_source=mail",
        "user.id": "u-1",
    }


def test_the_lines_of_a_request_share_its_id_its_route_and_its_trace(kept):
    asked()
    view, line = kept
    for name in ("request_id", "http.route", "url.path"):
        assert view.attributes[name] == line.attributes[name]
    assert view.trace_id == line.trace_id
    assert len(line.trace_id) == 32
    assert line.trace_id in view.attributes["sent"]
    kept.clear()
    asked()
    assert kept[0].trace_id != line.trace_id
    assert trace.current() is None


def test_a_callers_trace_goes_on(kept):
    asked(headers={"traceparent": HEADER})
    assert {line.trace_id for line in kept} == {"4bf92f3577b34da6a3ce929d0e0e4736"}
    assert kept[0].span_id != "00f067aa0ba902b7"


NO_TRACE = HEADER.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32)


@pytest.mark.parametrize("header", ["", "x", f"{HEADER}-x", NO_TRACE, f"ff{HEADER[2:]}", HEADER[:-1]])
def test_what_is_no_trace_begins_a_new_one(kept, header):
    asked(headers={"traceparent": header})
    assert kept[0].trace_id not in ("0" * 32, "4bf92f3577b34da6a3ce929d0e0e4736")


def test_a_token_in_the_path_stays_out_and_failures_are_errors(kept):
    asked(
        "/account/email/abc123/", route="account/email/<str:token>/", kwargs={"token": "abc123"}, status=500
    )
    line = kept[-1]
    assert line.body == "GET /account/email/[redacted token]/ 500"
    assert line.severity_text == "ERROR"
    assert "abc123" not in str(line.attributes)
