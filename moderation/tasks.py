"""What moderation does by Celery; ``config/integrations/celery.py`` says when."""

from time import monotonic
from typing import Final

from celery import shared_task

from moderation.models import Revalidation
from moderation.revalidation import queue
from moderation.revalidation.stages import revalidation_working, stage_work

# Well below the time a task may take.
_SECONDS: Final = 120.0


@shared_task
def revalidation_work(number: int) -> None:
    """Do what is free of a look back; what is left after two minutes goes back into the queue."""
    deadline = monotonic() + _SECONDS
    found = Revalidation.objects.filter(pk=number).first()
    while found and found.is_working and not found.is_paused:
        stage = found.stage
        found = stage_work(number=number, stopping=lambda: monotonic() > deadline)
        is_next = found.stage != stage
        if found.is_working and (is_next or monotonic() > deadline):
            queue.enqueue(found)
        if not is_next or monotonic() > deadline:
            break


@shared_task
def revalidations_sweep() -> None:
    """Go on with a look back whose process was killed."""
    found = revalidation_working()
    if found and not found.is_paused:
        queue.enqueue(found)
