"""Pausing a consumer: an operator's flag that all its processes honour, whoever starts or restarts them.

A paused process keeps its partitions and goes on polling; its positions stand still, so nothing is lost or done twice.
"""

import time
from datetime import datetime

from django.db import DatabaseError, InterfaceError

from consumers.instances import BEAT_SECONDS
from consumers.models import ConsumerPause


def consumer_pause(*, consumer: str, now: datetime) -> None:
    """Let the consumer's processes hold still, within about a second."""
    ConsumerPause.objects.get_or_create(consumer=consumer, defaults={"since": now})


def consumer_resume(*, consumer: str) -> None:
    """Let them go on where they stopped."""
    ConsumerPause.objects.filter(consumer=consumer).delete()


def paused_consumers() -> set[str]:
    """Return the names of the consumers that somebody paused."""
    return set(ConsumerPause.objects.values_list("consumer", flat=True))


class PauseSwitch:
    """One process's view of the flag: looked at once a second; a database that is away changes nothing."""

    def __init__(self, consumer: str) -> None:
        self._consumer = consumer
        self._is_on = False
        self._looked_at = -BEAT_SECONDS

    def is_on(self) -> bool:
        now = time.monotonic()
        if now - self._looked_at >= BEAT_SECONDS:
            self._looked_at = now
            try:
                self._is_on = ConsumerPause.objects.filter(consumer=self._consumer).exists()
            except (DatabaseError, InterfaceError):
                return self._is_on
        return self._is_on
