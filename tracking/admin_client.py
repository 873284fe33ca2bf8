"""Asking the cluster, and making topics."""

import time
from collections.abc import Mapping
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from django.conf import settings

from tracking.topics import TOPICS

_SECONDS: Final = 15.0
_PAUSE: Final = 0.05
_GLANCE_SECONDS: Final = 1.0
# What of a client's configuration says where the cluster is and who asks; the rest may be for producers only.
_CONNECTING: Final = ("bootstrap.servers", "security.", "sasl.", "ssl.")


def admin_client(config: Mapping[str, Any] | None = None) -> AdminClient:
    """Return a client for asking and changing the cluster that ``config``, of any client, or the settings name; made
    per use, they are rare."""
    known = config or settings.KAFKA_CLIENT
    connecting = {name: value for name, value in known.items() if name.startswith(_CONNECTING)}
    return AdminClient({**connecting, "log_level": 2})


def cluster_answers(config: Mapping[str, Any] | None = None) -> bool:
    """Whether a new client (see ``admin_client``) finds a broker within a second."""
    try:
        admin_client(config).list_topics(timeout=_GLANCE_SECONDS)
    except KafkaException:
        return False
    return True


def topics_create() -> tuple[list[str], list[str]]:
    """Make the topics that don't exist; return the full names of (made, already there).

    Raises:
        KafkaException: the broker can't be reached or refuses.
    """
    wanted = [
        NewTopic(
            topic.full_name,
            num_partitions=topic.partitions,
            replication_factor=settings.KAFKA_REPLICATION_FACTOR,
            config=topic.config,
        )
        for topic in TOPICS
    ]
    client = admin_client()  # kept until the answers are in: they go with it
    # Asked first, because it gives up in time; a request to make topics waits for a broker much longer.
    client.list_topics(timeout=_SECONDS)
    made, existing = [], []
    for name, future in client.create_topics(wanted, operation_timeout=_SECONDS).items():
        try:
            future.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
            existing.append(name)
        else:
            made.append(name)
    _wait_until_led(client)
    return made, existing


def _wait_until_led(client: AdminClient) -> None:
    """Return once every partition has a leader: a topic just made can't be written to or read at once."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        known = client.list_topics(timeout=_SECONDS).topics
        partitions = [
            known[topic.full_name].partitions if topic.full_name in known else {} for topic in TOPICS
        ]
        if all(found and all(p.leader >= 0 for p in found.values()) for found in partitions):
            return
        time.sleep(_PAUSE)
    raise KafkaException(KafkaError(KafkaError.LEADER_NOT_AVAILABLE, "the new topics have no leader yet"))
