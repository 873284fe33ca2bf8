"""What keeps the warehouse in order, run by Celery's beat."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analytics import partitions
from analytics.rollups.refresh import forget_before, refresh
from analytics.stitching import stitch


@shared_task
def rollups_refresh() -> None:
    """Give rows to whom they belong, then count the days again that changed."""
    stitch(now=timezone.now())
    refresh()


@shared_task
@transaction.atomic
def partitions_keep() -> None:
    """Make the partitions of the next days, and drop those that were kept for long enough, with what was counted."""
    now = timezone.now()
    today = partitions.day_of(int(now.timestamp() * 1000))
    partitions.ensure(range(today, today + partitions.AHEAD // timedelta(days=1) + 1), now=now)
    partitions.drop_old(now=now)
    forget_before((now - timedelta(days=settings.ANALYTICS_RETENTION_DAYS + 1)).date())
