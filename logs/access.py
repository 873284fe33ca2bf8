"""The access log: one line a request, and the trace and the request's id that all its lines share.

The query is left out but for the names below: people type what they like into a search, and links carry tokens.
"""

import time
import uuid
from collections.abc import Callable
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse

from logs import context
from tracking import addresses, trace

log = structlog.get_logger("access")

QUERY: Final = ("page", "sort", *addresses.UTM)
"""Parameters whose values are shown; none of them is about a person."""
# What machines ask all day: a line each only where somebody wants DEBUG, unless it fails.
_QUIET: Final = frozenset({"live", "ready", "metrics"})


class AccessLogMiddleware:
    """Gives a request its trace (the caller's, if it sent a valid ``traceparent``) and id, and logs how it ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        given = trace.Trace.read(request.headers.get(trace.HEADER, ""))
        work = given.child() if given else trace.Trace.new()
        token = context.request.set(request)
        with trace.bound(work), structlog.contextvars.bound_contextvars(request_id=str(uuid.uuid4())):
            try:
                response = self.get_response(request)
                _log(request, response.status_code, time.perf_counter() - began)
                return response
            finally:
                context.request.reset(token)


def _log(request: HttpRequest, status: int, seconds: float) -> None:
    facts: dict[str, object] = {"http.response.status_code": status, "duration_ms": round(seconds * 1000, 3)}
    if query := _query(request):
        facts["url.query"] = query
    line = f"{request.method} {context.path_of(request)} {status}"
    if status >= 500:
        log.error(line, **facts)
    elif request.resolver_match and request.resolver_match.url_name in _QUIET:
        log.debug(line, **facts)
    else:
        log.info(line, **facts)


def _query(request: HttpRequest) -> str:
    """Return the query as it may be shown: all names, the values of those in ``QUERY``."""
    if not request.META.get("QUERY_STRING"):
        return ""
    pairs = [(name, value) for name, values in request.GET.lists() for value in values][:20]
    return "&".join(f"{name[:40]}={value[:80] if name in QUERY else '…'}" for name, value in pairs)
