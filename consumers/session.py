"""The database session of a consumer process."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import Error as DjangoDatabaseError
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from consumers.errors import Fenced, is_transient
from consumers.models import ConsumerOffset
from consumers.offsets import Position
from consumers.records import Partition

# All well below max.poll.interval.ms (300 s): a member that waits longer is taken out of the group.
_LIMITS: Final = (
    "SET lock_timeout = '20s';SET statement_timeout = '120s';SET idle_in_transaction_session_timeout = '60s'"
)

_PREPARE_AFTER: Final = 5


def limit_waiting() -> None:
    """From now on, every connection of this process gives up waiting in time."""
    connection_created.connect(_set_limits, dispatch_uid="consumers.session")
    connection.close()


def _set_limits(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    # A batch's statements are the same ones over and over: planned once (see ``tracking.sql``).
    connection.connection.prepare_threshold = _PREPARE_AFTER
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)


def with_retries[T](action: Callable[[], T], *, attempts: int, pause: float = 0.5) -> T:
    """Do ``action`` in a transaction of its own, again after a transient error.

    Raises:
        Exception: what the last attempt, or any lasting error, raised.
    """
    for left in range(attempts, 0, -1):
        try:
            with transaction.atomic(durable=True):
                return action()
        except DjangoDatabaseError as error:
            if left == 1 or not is_transient(error):
                raise
            connection.close()
            time.sleep(pause)
    raise ValueError("attempts must be at least 1")


def has_reached(consumer: str, goal: Mapping[Partition, int]) -> bool:
    """Whether the consumer, all its processes together, has passed ``goal`` in every partition."""
    rows = ConsumerOffset.objects.filter(consumer=consumer).values_list("topic", "partition", "next_offset")
    stored = {Partition(topic, number): offset for topic, number, offset in rows}
    return all(stored.get(partition, 0) >= end for partition, end in goal.items())


def require_epochs(consumer: str, positions: Mapping[Partition, Position]) -> None:
    """Look whether ``positions`` still belong to this process.

    Raises:
        Fenced: another process has claimed one of them since.
    """
    rows = ConsumerOffset.objects.filter(consumer=consumer).values_list("topic", "partition", "epoch")
    stored = {Partition(topic, number): epoch for topic, number, epoch in rows}
    taken = [place for place, position in positions.items() if stored.get(place, 0) > position.epoch]
    if taken:
        raise Fenced(
            f"{consumer}: {len(taken)} of {len(positions)} partitions were claimed by another process"
        )
