"""Hands notifications to a Celery worker."""

from uuid import UUID

from celery import current_app

TASK = "logs.tasks.notification_send"


def enqueue(notification_id: UUID) -> None:
    """Have the notification sent. By the task's name: whoever writes notifications needn't load what sends them.

    Raises:
        kombu.exceptions.OperationalError: the queue is away; the sweep finds the row.
    """
    current_app.send_task(TASK, [str(notification_id)], retry=False)
