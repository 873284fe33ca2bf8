"""A page that does nothing but log, to be served by gunicorn: what an outage of Kafka costs shows best there."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import structlog  # noqa: E402
from django.core.handlers.wsgi import WSGIRequest  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402

from logs.access import AccessLogMiddleware  # noqa: E402

log = structlog.get_logger("shop.page")


def _view(request: HttpRequest) -> HttpResponse:
    for number in range(5):
        log.info("looked", number=number, words="some words about it")
    return HttpResponse("seen")


_page = AccessLogMiddleware(_view)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    response = _page(WSGIRequest(environ))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
