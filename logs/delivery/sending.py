"""Sends what ``logs.alerts.notices`` wrote: each row once, again later when it doesn't get through."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from logs.delivery import chat, mail, webhooks
from logs.delivery.channels import way_of
from logs.errors import BadChannel, LogsError, Refused
from logs.models import Notification

log = structlog.get_logger(__name__)

MOST_ATTEMPTS: Final = 8
# 10 s, doubling: the last attempt is some 20 minutes after the first.
_FIRST_PAUSE: Final = timedelta(seconds=10)
# A worker that dies while it sends holds the row for so long; longer than any way of sending takes.
_CLAIM: Final = timedelta(minutes=2)
_SWEPT: Final = 200


def notification_send(*, notification_id: UUID, now: datetime) -> bool:
    """Send the notification if it is due; return whether it was sent here.

    Nothing is sent inside a transaction: the row is claimed by moving its next attempt ahead. A worker that dies
    between sending and noting it makes the next send again, under the same id.
    """
    due = Notification.objects.filter(
        pk=notification_id, status=Notification.Status.WAITING, next_attempt_at__lte=now
    )
    if not due.update(next_attempt_at=now + _CLAIM, attempts=F("attempts") + 1):
        return False
    row = Notification.objects.get(pk=notification_id)
    try:
        _post(row)
    except LogsError as error:
        _put_off(row, error, now=now)
        return False
    Notification.objects.filter(pk=row.pk).update(
        status=Notification.Status.SENT, sent_at=timezone.now(), last_error=""
    )
    return True


def notifications_due(*, now: datetime) -> list[UUID]:
    """Return what was left lying or is to be tried again, the oldest first."""
    waiting = Notification.objects.filter(status=Notification.Status.WAITING, next_attempt_at__lte=now)
    return list(waiting.order_by("next_attempt_at").values_list("pk", flat=True)[:_SWEPT])


def _post(row: Notification) -> None:
    subject, text, key = row.content["subject"], row.content["text"], str(row.pk)
    match way_of(row.channel):
        case "mail":
            mail.post(row.channel.removeprefix("mailto:"), subject=subject, text=text, key=key)
        case "webhook":
            webhooks.post(
                row.channel, {**row.content, "id": key}, key=key, allowed=settings.ALERTS_WEBHOOK_NETWORKS
            )
        case "chat":
            chat.post(row.channel, subject=subject, text=text, kind=row.kind)


def _put_off(row: Notification, error: LogsError, *, now: datetime) -> None:
    is_hopeless = isinstance(error, Refused | BadChannel) or row.attempts >= MOST_ATTEMPTS
    Notification.objects.filter(pk=row.pk).update(
        status=Notification.Status.FAILED if is_hopeless else Notification.Status.WAITING,
        next_attempt_at=now + _FIRST_PAUSE * 2 ** (row.attempts - 1),
        last_error=str(error)[:400],
    )
    log.warning(
        "notification_not_sent",
        team=row.team_id,
        attempt=row.attempts,
        given_up=is_hopeless,
        reason=str(error),
    )
