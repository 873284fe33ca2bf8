"""What keeps the warehouse in order and tells people of it, run by Celery's beat."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analytics import partitions
from analytics.dashboard import keeping
from analytics.mails import sending
from analytics.rollups.refresh import forget_before, refresh
from analytics.stitching import stitch
from analytics.watching import watches_check


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


@shared_task
def view_mails_send() -> None:
    """Have the mails of views sent whose time has come."""
    for mail_id in sending.mails_due(now=timezone.now()):
        view_mail_send.delay(mail_id)


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=6)
def view_mail_send(mail_id: int) -> None:
    """Mail a view to its owner, once; a mail server that is away is tried again."""
    sending.mail_send(mail_id=mail_id, now=timezone.now())


@shared_task
def figures_watch() -> None:
    """Hold the day that is over against the watches, and delete links that are over."""
    now = timezone.now()
    watches_check(now=now)
    keeping.links_expired_delete(now=now)
