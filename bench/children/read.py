"""Reads and decodes the searches that are in the topic, and does nothing with them: the ceiling of any consumer here.

``python -m bench.children.read``: prints how many there were and the seconds from the first assignment on.
"""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from confluent_kafka import Consumer, TopicPartition  # noqa: E402

from consumers import client as kafka  # noqa: E402
from consumers.records import Partition  # noqa: E402
from tracking import codec  # noqa: E402
from tracking.topics import SEARCHES  # noqa: E402


def read(client: Consumer, wanted: int) -> None:
    left = wanted
    while left > 0:
        for message in client.consume(min(left, 2000), 1.0):
            codec.decode(SEARCHES, message.value() or b"")
            left -= 1


def main() -> None:
    client = kafka.new_client("bench-read")
    counts = kafka.require_topics(client, [SEARCHES])
    partitions = [Partition(name, number) for name, count in counts.items() for number in range(count)]
    wanted = sum(kafka.ends(client, partitions).values())
    started = time.perf_counter()
    client.assign([TopicPartition(partition.topic, partition.number, 0) for partition in partitions])
    read(client, wanted)
    print(wanted, time.perf_counter() - started)
    client.close()


main()
