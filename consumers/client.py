"""The Kafka consumer as this engine configures it."""

import time
from collections.abc import Collection
from typing import Final

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from django.conf import settings

from consumers.errors import TopicsMissing
from consumers.records import Partition
from tracking.admin_client import cluster_answers
from tracking.topics import Topic

log = structlog.get_logger(__name__)

_METADATA_SECONDS: Final = 10.0
_WATERMARK_SECONDS: Final = 5.0
_GLANCE_SECONDS: Final = 2.0

# A partition just made, or whose broker just went, has no leader for a moment.
_ELECTING: Final = frozenset(
    {KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE, KafkaError._UNKNOWN_PARTITION}
)
_ELECTION_ATTEMPTS: Final = 25
_ELECTION_PAUSE: Final = 0.2

_CONFIG: Final[dict[str, str | int | bool]] = {
    # KIP-848: the broker assigns, members that keep their partitions go on working.
    "group.protocol": "consumer",
    # Positions live in PostgreSQL; Kafka's copy is for lag tools and never read.
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    # A position that Kafka doesn't have is for us to judge (see starting_offset), not to be skipped over.
    "auto.offset.reset": "error",
    # The default of 1 s leaves a fast consumer idle as soon as its local queue is full.
    "fetch.queue.backoff.ms": 20,
    "max.poll.interval.ms": 300_000,
    "log_level": 2,
}


def new_client(group: str, *, tells_ends: bool = False) -> Consumer:
    """Return a consumer of the Kafka group ``group`` (with the topics' prefix, so that stores don't share it).

    With ``tells_ends`` it says, by a message with the error ``_PARTITION_EOF``, when it reached a partition's end.
    """
    reachable = True

    def on_error(error: KafkaError) -> None:
        nonlocal reachable
        if error.code() == KafkaError._ALL_BROKERS_DOWN and reachable:
            reachable = False
            log.warning("kafka_unreachable", reason=error.str())

    config = {**_CONFIG, **settings.KAFKA_CLIENT, "group.id": group_id(group), "error_cb": on_error}
    return Consumer({**config, "enable.partition.eof": tells_ends})


def has_lost_cluster(client: Consumer) -> bool:
    """Whether ``client`` finds no broker where a new one does: it won't come back (see ``tracking.renewable``)."""
    try:
        client.list_topics(timeout=_GLANCE_SECONDS)
    except KafkaException:
        return cluster_answers()
    return False


def group_id(consumer: str) -> str:
    return f"{settings.KAFKA_TOPIC_PREFIX}{consumer}"


def require_topics(client: Consumer, topics: Collection[Topic]) -> dict[str, int]:
    """Return how many partitions each topic has on the broker, by full name.

    Raises:
        TopicsMissing: the broker lacks one of them; subscribing would wait for ever.
        KafkaException: the broker can't be reached.
    """
    existing = client.list_topics(timeout=_METADATA_SECONDS).topics
    if missing := [topic.full_name for topic in topics if topic.full_name not in existing]:
        raise TopicsMissing(missing)
    return {topic.full_name: len(existing[topic.full_name].partitions) for topic in topics}


def ends(client: Consumer, partitions: Collection[Partition]) -> dict[Partition, int]:
    """Return where each partition ends now, leaving out those that hold nothing."""
    found = {}
    for partition in partitions:
        low, high = watermarks(client, partition)
        if high > low:
            found[partition] = high
    return found


def starting_offset(client: Consumer, partition: Partition, next_offset: int) -> tuple[int, int]:
    """Return (where to start reading, how many records are lost to retention) for a stored position.

    A position below what Kafka still has moves up to it. One above the end means that the topic was made anew:
    reading starts over, and effects are idempotent.

    Raises:
        KafkaException: the broker didn't answer.
    """
    low, high = watermarks(client, partition)
    if next_offset > high:
        log.error(
            "topic_was_made_anew", topic=partition.topic, partition=partition.number, position=next_offset
        )
        return low, 0
    if next_offset < low:
        # A group that never read anything has lost nothing.
        return low, low - next_offset if next_offset else 0
    return next_offset, 0


def watermarks(client: Consumer, partition: Partition) -> tuple[int, int]:
    """Return the first and the next offset of ``partition``, however new it is."""
    for left in range(_ELECTION_ATTEMPTS, 0, -1):
        try:
            return client.get_watermark_offsets(TopicPartition(*partition), timeout=_WATERMARK_SECONDS)
        except KafkaException as error:
            if left == 1 or error.args[0].code() not in _ELECTING:
                raise
            time.sleep(_ELECTION_PAUSE)
    raise AssertionError("unreachable")
