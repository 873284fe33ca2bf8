"""For machines: is the process alive, can it serve, what did it count."""

import os

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from tracking.metrics import PRODUCTION
from tracking.producer import get_producer


def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served and what happens on them kept: the database answers, the spool takes messages.
    Kafka is not asked, since no page needs it."""
    found = {"database": "ok", "spool": get_producer().spool_state}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        found["database"] = "unreachable"
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics of all processes; only with the token of ``METRICS_TOKEN``, otherwise 404."""
    token = settings.METRICS_TOKEN
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not constant_time_compare(said, token):
        return HttpResponse(status=404)
    return HttpResponse(
        generate_latest(_registry()) + generate_latest(PRODUCTION), content_type=CONTENT_TYPE_LATEST
    )


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
