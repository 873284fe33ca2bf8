"""Listings answer htmx with their results alone, everybody else with the whole page."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

_RESULTS: Final = "shop/_results.html"

type _View = Callable[..., HttpResponseBase]


def serves_fragments(view: _View) -> _View:
    """Tell caches that the same address has two answers; else Back may show a bare fragment."""
    return vary_on_headers("HX-Request", "HX-History-Restore-Request")(view)


def render_listing(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """Render ``page``, or for htmx the part of it that holds ``listing``; going back in history gets the whole page."""
    is_part = request.headers.get("HX-Request") == "true" and not request.headers.get(
        "HX-History-Restore-Request"
    )
    return render(request, _RESULTS if is_part else page, context)
