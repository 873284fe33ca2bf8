"""Asks Celery's workers to help. Where none runs, or the queue is away, whoever started it does all of it."""

from contextlib import suppress
from typing import Final

from celery import current_app
from kombu.exceptions import OperationalError

from moderation.models import Revalidation

TASK: Final = "moderation.tasks.revalidation_work"
_MOST: Final = 8
# What waited for longer, others have done.
_EXPIRES: Final = 600


def enqueue(revalidation: Revalidation) -> None:
    """Hand out as many tasks as there are chunks, eight at most; each takes chunks until none is left."""
    count = revalidation.chunks.filter(stage=revalidation.stage).count()
    with suppress(OperationalError):
        for _ in range(min(_MOST, count)):
            current_app.send_task(TASK, [revalidation.pk], retry=False, expires=_EXPIRES)
