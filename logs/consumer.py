"""The consumers of logs: one that raises alerts, and one for each log tool."""

from django.utils import timezone

from consumers.api import Batch, consumer
from logs.alerts import judging, windows
from logs.sinks import consumers as sink_consumers
from tracking.events.logs import LogRecorded

__all__ = ["sink_consumers"]


@consumer("log-alerts", reads=[LogRecorded], max_batch=5000, reset=windows.windows_forget)
def handle(batch: Batch) -> None:
    """Raise alerts from what the processes log, for the team that owns the fault."""
    judging.lines_judge(deliveries=batch.deliveries, now=timezone.now())
