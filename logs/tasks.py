"""What logs do by Celery; ``config/integrations/celery.py`` says when."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from logs import retention
from logs.alerts import ticking, windows
from logs.delivery import queue, sending


@shared_task(name=queue.TASK)
def notification_send(notification_id: str) -> None:
    """Send a notification, once; one that doesn't get through is tried again by the sweep."""
    sending.notification_send(notification_id=UUID(notification_id), now=timezone.now())


@shared_task
def alerts_tick() -> None:
    """Judge what the clock brings, and send what is due."""
    now = timezone.now()
    ticking.alerts_tick(now=now)
    for notification_id in sending.notifications_due(now=now):
        queue.enqueue(notification_id)


@shared_task
def alert_windows_prune() -> None:
    """Delete counts that nobody can ask for any more."""
    windows.windows_prune(now=timezone.now())


@shared_task
def store_tend() -> None:
    """Make the coming days of the log store, drop those that are over, and delete what is known of old alerts."""
    now = timezone.now()
    retention.store_tend(now=now)
    retention.alerts_tend(now=now)
