"""A database and topics of the bench's own, made next to what is there and removed at the end."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec  # type: ignore[attr-defined]
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from bench.environment import SERVERS
from bench.errors import Unreachable
from bench.waiting import until
from tracking.admin_client import admin_client, topics_create
from tracking.topics import TOPICS

_ADMIN_SECONDS = 15.0


@contextmanager
def scratch_database() -> Iterator[None]:
    """Connect Django to a new, migrated database on the server of DATABASE_URL; drop it at the end.

    Raises:
        Unreachable: the environment names no servers, or PostgreSQL doesn't answer.
    """
    if missing := [name for name in SERVERS if not os.environ.get(name)]:
        raise Unreachable(
            f"{', '.join(missing)} not set: run `make bench`, or name servers in the environment"
        )
    given = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{secrets.token_hex(4)}"
    try:
        # Django's own way of making a database that nobody else uses.
        connection.creation.create_test_db(verbosity=0, serialize=False)
    except OperationalError as error:
        raise Unreachable(f"PostgreSQL: {str(error).strip()}") from error
    try:
        yield
    finally:
        connection.creation.destroy_test_db(given, verbosity=0)


@contextmanager
def scratch_topics() -> Iterator[None]:
    """Make all topics empty, under a prefix that only this block uses; delete them at the end."""
    before = settings.KAFKA_TOPIC_PREFIX
    settings.KAFKA_TOPIC_PREFIX = f"bench-{secrets.token_hex(4)}."
    try:
        try:
            topics_create()
        except KafkaException as error:
            raise Unreachable(f"Kafka: {error.args[0].str()}") from error
        try:
            until(_have_leaders, seconds=_ADMIN_SECONDS, what="leaders for all partitions")
            yield
        finally:
            _delete_topics()
    finally:
        settings.KAFKA_TOPIC_PREFIX = before


def _have_leaders() -> bool:
    """Whether every partition answers; for a moment after its topic was made it doesn't."""
    places = [
        TopicPartition(topic.full_name, number) for topic in TOPICS for number in range(topic.partitions)
    ]
    latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
    client = admin_client()
    found = client.list_offsets(dict.fromkeys(places, latest), request_timeout=_ADMIN_SECONDS)
    return all(future.exception() is None for future in found.values())


def _delete_topics() -> None:
    # A broker that just came back may not know its topics yet, and would answer that there is nothing to delete.
    until(_have_leaders, seconds=_ADMIN_SECONDS, what="leaders for all partitions")
    client = admin_client()
    names = [topic.full_name for topic in TOPICS]
    for future in client.delete_topics(names, operation_timeout=_ADMIN_SECONDS).values():
        future.result()
    groups = [
        group.group_id
        for group in client.list_consumer_groups(request_timeout=_ADMIN_SECONDS).result().valid
        if group.group_id.startswith(settings.KAFKA_TOPIC_PREFIX)
    ]
    if groups:
        for deleted in client.delete_consumer_groups(groups, request_timeout=_ADMIN_SECONDS).values():
            # One whose member was just killed can't be deleted yet; the broker does it when it expires.
            with suppress(KafkaException):
                deleted.result()


def database_url(database: BaseDatabaseWrapper) -> str:
    """Return the address of what ``database`` is connected to."""
    place = database.settings_dict
    password = f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else ""
    return f"postgresql://{quote(place['USER'], safe='')}{password}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
