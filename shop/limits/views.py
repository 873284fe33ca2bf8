"""Limits on forms that can be used to guess, or to have mail sent to others."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from time import time as clock

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shop.limits.address import client_network
from shop.limits.counting import Limit, seconds_to_wait

log = structlog.get_logger("security.limits")


@dataclass(frozen=True, slots=True)
class By:
    """A limit, and what it counts by: ``key_of`` reads that from the request; an empty key is not counted."""

    limit: Limit
    key_of: Callable[[HttpRequest], str]


def by_network(name: str, *, most: int, seconds: int) -> By:
    """Limit how often one client may: generous, as a whole school or office can stand behind one address."""
    return By(Limit(f"{name}.network", most, seconds), client_network)


def by_field(name: str, field: str, *, most: int, seconds: int) -> By:
    """Limit how often anybody may name the same target in the form's ``field``, whatever the capitals and spaces."""

    def key_of(request: HttpRequest) -> str:
        return "".join(request.POST.get(field, "").split()).lower()[:254]

    return By(Limit(f"{name}.{field}", most, seconds), key_of)


def by_account(name: str, *, most: int, seconds: int) -> By:
    """Limit how often an account may; who is not logged in is not counted."""

    def key_of(request: HttpRequest) -> str:
        return str(request.user.pk or "")

    return By(Limit(f"{name}.account", most, seconds), key_of)


def limited[**P](
    *limits: By,
) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Answer a POST beyond any of ``limits`` with 429 and ``Retry-After``; the view doesn't see it."""

    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request = args[0]
            if not isinstance(request, HttpRequest):
                raise TypeError("limited() is for views, whose first argument is the request")
            wait = _wait(request, limits) if request.method == "POST" else 0
            return too_many(request, seconds=wait) if wait else view(*args, **kwargs)

        return checked

    return decorate


def too_many(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """Say when to come back: on a page of its own, or in the place that a form's answer goes to."""
    log.warning("limit_reached", client=client_network(request), seconds=seconds)
    context = {"minutes": -(-seconds // 60)}
    template = "shop/_too_many.html" if request.headers.get("HX-Request") else "429.html"
    answer = render(request, template, context, status=429)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wait(request: HttpRequest, limits: tuple[By, ...]) -> int:
    now = clock()
    keys = [(by.limit, by.key_of(request)) for by in limits]
    return max((seconds_to_wait(limit, key, now=now) for limit, key in keys if key), default=0)
