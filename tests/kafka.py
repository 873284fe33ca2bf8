"""Reading topics as any other client would."""

import json
import secrets
from typing import Any

from confluent_kafka import Consumer, TopicPartition
from django.conf import settings

from consumers.client import ends
from consumers.records import Partition
from tracking.topics import Topic, topic_by_full_name


def messages(topic: Topic) -> list[dict[str, Any]]:
    """Return everything that ``topic`` holds now, decoded."""
    return messages_of(topic)[topic]


def messages_of(*topics: Topic) -> dict[Topic, list[dict[str, Any]]]:
    """Return everything that each of ``topics`` holds now, decoded; in order within a partition."""
    reader = Consumer({**settings.KAFKA_CLIENT, "group.id": f"reader-{secrets.token_hex(4)}"})
    try:
        reader.list_topics(timeout=10)  # a client knows no partition before it asked
        parts = [Partition(topic.full_name, number) for topic in topics for number in range(topic.partitions)]
        left = sum(ends(reader, parts).values())
        reader.assign([TopicPartition(*part, 0) for part in parts])
        found: dict[Topic, list[dict[str, Any]]] = {topic: [] for topic in topics}
        while left:
            for message in reader.consume(left, 5.0):
                assert message.error() is None, message.error()
                topic = topic_by_full_name(message.topic() or "")
                found[topic].append(json.loads(message.value() or b""))
                left -= 1
        return found
    finally:
        reader.close()
