"""A WSGI application with the collector's Django door, an empty view, and the plain way of handing events over.

``gunicorn bench.children.django_doors``. No middleware but the collector's, so that the empty view
is as cheap as Django can be.
"""

import json
import os
from functools import cache

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = ["tracking.collector.views.CollectorMiddleware"]
django.setup()

from confluent_kafka import Producer  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

from tracking.topics import SCROLLS  # noqa: E402


@cache
def plain_producer() -> Producer:
    """Return this worker's producer, made after the fork."""
    return Producer({**settings.KAFKA_CLIENT, "acks": "all", "linger.ms": 5})


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def read(request: HttpRequest) -> HttpResponse:
    """Read the body, and do nothing with it."""
    return HttpResponse(str(len(request.body)))


def flush(request: HttpRequest) -> HttpResponse:
    """What one writes first: parse, produce, and wait for the broker. To a topic that is not counted."""
    producer, events = plain_producer(), json.loads(request.body)["events"]
    for event in events:
        producer.produce(SCROLLS.full_name, json.dumps(event).encode())
    producer.flush()
    return JsonResponse({"accepted": len(events), "refused": []})


urlpatterns = [path("empty/", empty), path("read/", read), path("flush/", flush)]
application = WSGIHandler()
