"""For machines: is the process alive, can it serve, what did it count."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from tracking.exposition import CONTENT_TYPE, exposition


def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served: the database answers. Kafka is not asked, since no page needs it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics of all processes; only with the token of ``METRICS_TOKEN``, otherwise 404."""
    content = exposition(request.headers.get("Authorization", ""))
    if content is None:
        return HttpResponse(status=404)
    return HttpResponse(content, content_type=CONTENT_TYPE)
