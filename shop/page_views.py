"""Which answers count as a page view."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tracking import api as tracking
from tracking.events import PageViewed


def counts_as_page_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send ``page_viewed`` when the view served a whole page; a fragment for htmx or an error is none.

    Such pages differ by visitor, so they are kept by nobody but the browser, which asks again (``no-cache``; with
    ``no-store`` it could not bring the page back as it was when the person presses Back).
    """

    @wraps(view)
    def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.method == "GET" and response.status_code == 200 and not request.headers.get("HX-Request"):
            tracking.track(request, PageViewed(properties=getattr(request, "_page_properties", {})))
        return response

    return counted


def page_says(request: HttpRequest, **properties: str) -> None:
    """Let the ``page_viewed`` of this request carry ``properties``: what the page was, never who saw it."""
    request._page_properties = properties  # type: ignore[attr-defined]
