"""A page that does nothing but tell Kafka that it was asked for, to be served by gunicorn: what an outage of Kafka
costs pages shows best where there is little else. It answers with its process's id."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django

django.setup()

from django.core.handlers.wsgi import WSGIRequest  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402

from tracking import api  # noqa: E402
from tracking.events import ProductsSearched  # noqa: E402
from tracking.middleware import VisitorMiddleware  # noqa: E402


def _view(request: HttpRequest) -> HttpResponse:
    api.track(request, ProductsSearched(search_keyword=request.GET["q"]))
    return HttpResponse(str(os.getpid()))


_page = VisitorMiddleware(_view)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    response = _page(WSGIRequest(environ))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
