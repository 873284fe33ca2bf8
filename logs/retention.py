"""How long logs are kept: days of PostgreSQL's table and files, dropped as wholes, and what became of alerts."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from django.conf import settings

from logs.models import Alert, ErrorKind, Notification
from logs.sinks.files import FilesSink
from logs.sinks.partitions import DAY_MS, partitions_create, partitions_drop
from logs.sinks.registry import TOOLS, sink_by_name

log = structlog.get_logger(__name__)

ALERTS_KEPT: Final = timedelta(days=365)
"""How long after its end an alert's story, a message that was sent, and a kind of error that came no more are kept: a
fault that comes back within a year is one that somebody knows."""


def store_tend(*, now: datetime) -> None:
    """Make the partitions of today and the two days to come; drop the days and files that are older than LOG_DAYS.

    Loki, OpenSearch and what stands behind OTLP delete by rules of their own.
    """
    today = int(now.timestamp() * 1000) // DAY_MS
    partitions_create(range(today, today + 3))
    limit = now - timedelta(days=settings.LOG_DAYS)
    days = partitions_drop(before=limit)
    files = 0
    if not TOOLS[FilesSink.name].lacks:
        sink = sink_by_name(FilesSink.name)
        files = sink.drop(before=limit.timestamp()) if isinstance(sink, FilesSink) else 0
    log.info("log_store_tended", days_dropped=days, files_dropped=files)


def alerts_tend(*, now: datetime) -> None:
    """Delete alerts that were over ``ALERTS_KEPT`` ago, with their stories; messages as old that wait for nothing; and
    kinds of errors not seen since, which are new again if they come back."""
    limit = now - ALERTS_KEPT
    over = Alert.objects.filter(state=Alert.State.RESOLVED, resolved_at__lt=limit)
    told = Notification.objects.filter(created_at__lt=limit).exclude(status=Notification.Status.WAITING)
    # A message may tell of several alerts: it goes by its own time, unless something it tells of goes on.
    told = told.exclude(alerts__in=Alert.objects.exclude(state=Alert.State.RESOLVED))
    kinds = ErrorKind.objects.filter(last_seen__lt=int(limit.timestamp() * 1000))
    deleted = {
        rows.model._meta.db_table: rows.delete()[1].get(rows.model._meta.label, 0) for rows in (told, over)
    }
    log.info("alerts_tended", **deleted, log_error_kind=kinds.delete()[0])
