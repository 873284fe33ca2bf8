"""How long log lines are kept: days of PostgreSQL's table and files, dropped as wholes."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings

from logs.sinks.files import FilesSink
from logs.sinks.partitions import DAY_MS, partitions_create, partitions_drop
from logs.sinks.registry import TOOLS, sink_by_name

log = structlog.get_logger(__name__)


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
