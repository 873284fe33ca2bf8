"""What tracking does now and then, by Celery; ``config/integrations/celery.py`` says when."""

from celery import shared_task
from django.utils import timezone

from tracking.privacy import retention


@shared_task
def retention_enforce() -> None:
    """Delete what was kept for as long as it may be."""
    retention.expired_delete(now=timezone.now())
