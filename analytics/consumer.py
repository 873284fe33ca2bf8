"""The consumer ``analytics``: every event but the logs becomes a row of the warehouse."""

from typing import Final

from django.db import connection

from analytics.loading import Loader
from analytics.rollups.statements import ROLLUPS
from consumers.api import Batch, consumer
from tracking.events import EVENTS
from tracking.topics import WEB_LOGS

_NOTES: Final = (
    "analytics_loaded_partition",
    "analytics_stale_day",
    "analytics_counted_day",
    "analytics_far_date",
)
_loader = Loader()


def forget() -> None:
    """Empty the warehouse and everything that is counted from it."""
    _loader.warehouse.clear()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join((*_NOTES, *ROLLUPS))}")


@consumer(
    "analytics",
    reads=[event for event in EVENTS if event.topic is not WEB_LOGS],
    max_batch=5000,
    reset=forget,
)
def handle(batch: Batch) -> None:
    """Load every event that may be counted into the warehouse, once."""
    _loader.load(batch.deliveries)
