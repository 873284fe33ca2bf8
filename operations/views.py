"""The operators' pages."""

from datetime import timedelta
from typing import Any

from confluent_kafka import KafkaException
from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from consumers.dead_letters import open_letters
from consumers.pausing import paused_consumers
from consumers.status import consumer_statuses, topic_ends
from moderation.selectors import shadow_reports
from tracking.outbox_status import outbox_status
from tracking.production import production

_SHOWN_LETTERS = 20
_SHADOWS_SINCE = timedelta(days=1)


@never_cache
@staff_member_required(login_url="shop:login")
def consumers(request: HttpRequest) -> HttpResponse:
    """Every consumer's state, lag, rate, latency and dead letters; the table refreshes by itself."""
    context = {**_context(), "demo": settings.DEMO, "paused": paused_consumers()}
    return render(request, "operations/consumers.html", context)


@never_cache
@staff_member_required(login_url="shop:login")
def consumers_table(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes. A request a refresh: no worker is held between."""
    return render(request, "operations/_consumers_table.html", _context())


def _context() -> dict[str, Any]:
    now = timezone.now()
    try:
        ends, kafka_error = topic_ends(), ""
    except KafkaException as error:
        ends, kafka_error = None, error.args[0].str()
    return {
        "now": now,
        "kafka_error": kafka_error,
        "statuses": consumer_statuses(now=now, ends=ends),
        "outbox": outbox_status(now=now),
        "letters": open_letters()[:_SHOWN_LETTERS],
        "production": production(),
        "shadows": shadow_reports(since=now - _SHADOWS_SINCE),
    }
