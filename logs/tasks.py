"""What the app does now and then, by Celery; ``config/integrations/celery.py`` says when."""

from celery import shared_task
from django.utils import timezone

from logs import retention


@shared_task
def store_tend() -> None:
    """Make the coming days of the log store, and drop those that are over."""
    retention.store_tend(now=timezone.now())
