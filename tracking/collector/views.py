"""The collector's door in the store itself: nothing more to run."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from tracking.collector.desk import PATH, Desk
from tracking.collector.policy import MAX_BODY
from tracking.collector.replies import Reply
from tracking.collector.requests import HEADERS, Head

_NAMES: Final = {
    name: name.upper().replace("-", "_")
    if name.startswith("content-") and name != "content-encoding"
    else "HTTP_" + name.upper().replace("-", "_")
    for name in HEADERS
}


class CollectorMiddleware:
    """Answers ``POST /activity/`` and hands on everything else.

    It stands first, so that a batch of events costs no session, no user, no CSRF token and no access log line: it
    needs none of them. Being a middleware it lives as long as the process, and its allowances with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._desk = Desk()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self.get_response(request)
        return activity(request, self._desk)


def activity(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take a batch of events. Reads the body only if the headers allow it, and never more of it than allowed."""
    meta = request.META
    head = Head(
        method=request.method or "",
        headers={name: meta[key] for name, key in _NAMES.items() if key in meta},
        remote=meta.get("REMOTE_ADDR", ""),
    )
    reply = desk.refusal(head)
    if reply is None:
        reply = _answered(request, head, desk)
    response = HttpResponse(
        reply.body, status=reply.status, content_type="application/json", headers=dict(reply.headers)
    )
    # Counted by status already; a line for each would let anybody fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _answered(request: HttpRequest, head: Head, desk: Desk) -> Reply:
    try:
        body = _body(request, head)
    except Exception:
        # Each server has errors of its own for a broken connection, and for chunks that are none.
        return desk.broken_off(head)
    return desk.too_large(head) if len(body) > MAX_BODY else desk.reply(head, body)


def _body(request: HttpRequest, head: Head) -> bytes:
    """Return the body, or as much of it as shows that it is too long.

    Past Django's own reader, which takes a body without a length (sent in chunks) for an empty one.
    """
    stream = request.META["wsgi.input"]
    if (length := head.content_length) is not None:
        return bytes(stream.read(length))
    return bytes(stream.read(MAX_BODY + 1)) if request.META.get("wsgi.input_terminated") else b""
