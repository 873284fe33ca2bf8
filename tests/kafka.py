"""Reading topics as any other client would."""

import json
import secrets
from typing import Any

from confluent_kafka import Consumer, TopicPartition
from django.conf import settings

from consumers.client import ends
from consumers.records import Partition
from tracking.topics import Topic


def messages(topic: Topic) -> list[dict[str, Any]]:
    """Return everything that ``topic`` holds now, decoded."""
    reader = Consumer({**settings.KAFKA_CLIENT, "group.id": f"reader-{secrets.token_hex(4)}"})
    try:
        reader.list_topics(timeout=10)  # a client knows no partition before it asked
        wanted = sum(
            ends(reader, [Partition(topic.full_name, number) for number in range(topic.partitions)]).values()
        )
        reader.assign([TopicPartition(topic.full_name, number, 0) for number in range(topic.partitions)])
        found: list[dict[str, Any]] = []
        while len(found) < wanted:
            for message in reader.consume(wanted - len(found), 5.0):
                assert message.error() is None, message.error()
                found.append(json.loads(message.value() or b""))
        return found
    finally:
        reader.close()
