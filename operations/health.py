"""For machines: is the process alive, can it serve, what did it count."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from tracking.exposition import CONTENT_TYPE, exposition
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
    content = exposition(request.headers.get("Authorization", ""))
    if content is None:
        return HttpResponse(status=404)
    return HttpResponse(content, content_type=CONTENT_TYPE)
