"""How far a consumer is."""

import time
from typing import Final

from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]
from django.db import connection
from django.db.models import Sum

from bench.processes import Process
from bench.waiting import until
from consumers.models import ConsumerOffset
from tracking.topics import SEARCHES, Topic

_ADMIN_SECONDS: Final = 10.0
_SETTLING_SECONDS: Final = 0.2


def sent(client: AdminClient, topic: Topic = SEARCHES) -> int:
    """Return how many messages of ``topic`` the broker has."""
    partitions = [TopicPartition(topic.full_name, number) for number in range(topic.partitions)]
    latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
    found = client.list_offsets(dict.fromkeys(partitions, latest), request_timeout=_ADMIN_SECONDS)
    return sum(future.result().offset for future in found.values())


def sent_so_far(client: AdminClient, topic: Topic = SEARCHES) -> int:
    """Return how many messages the broker has once no more arrive: the store sends a moment after its page."""
    before = -1
    while (now := sent(client, topic)) != before:
        before = now
        time.sleep(_SETTLING_SECONDS)
    return now


def consumed(consumer: str, topic: Topic = SEARCHES) -> int:
    """Return how many messages' effects the consumer has committed."""
    rows = ConsumerOffset.objects.filter(consumer=consumer, topic=topic.full_name)
    return rows.aggregate(total=Sum("next_offset"))["total"] or 0


def wait_until_consumed(
    consumer: str, process: Process, *, goal: int, seconds: float = 60.0, topic: Topic = SEARCHES
) -> None:
    """Wait until ``consumer``, run by ``process``, has committed the effects of ``goal`` messages of ``topic``.

    Raises:
        Failed: it ended, or didn't come so far in ``seconds``.
    """

    def is_there() -> bool:
        process.require_running()
        return consumed(consumer, topic) >= goal

    until(is_there, seconds=seconds, what=f"{consumer} at {goal:,} messages")


def forget_everything(consumer: str) -> None:
    """Let ``consumer`` begin anew: no positions, no promotions shown."""
    ConsumerOffset.objects.filter(consumer=consumer).delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE user_promotions, subject_interest")
