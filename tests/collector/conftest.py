"""Both doors as real servers, and what arrives in Kafka."""

import json
import secrets
import socket
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from django.conf import settings as django_settings
from django.test import override_settings

from tests.collector.sending import Door
from tests.processes import Process
from tests.waiting import until
from tracking.admin_client import topics_create
from tracking.topics import CLICKS, FORM_SUBMISSIONS, PAGE_VIEWS, SCROLLS, TOPICS

GUNICORN = (
    "-m",
    "gunicorn",
    "config.wsgi",
    "--worker-class",
    "gthread",
    "--threads",
    "4",
    "--no-control-socket",
)
UVICORN = (
    "-m",
    "uvicorn",
    "tracking.asgi:collector",
    "--http",
    "tracking.collector.protocol:OneWrite",
    "--no-proxy-headers",
    "--no-server-header",
    "--log-level",
    "warning",
)


class Arrivals:
    """Reads the browser's topics from their beginning and keeps what it saw by ``page_view_id``."""

    def __init__(self) -> None:
        self._reader = Consumer(
            {**django_settings.KAFKA_CLIENT, "group.id": "arrivals", "fetch.wait.max.ms": 20}
        )
        topics = (CLICKS, SCROLLS, PAGE_VIEWS, FORM_SUBMISSIONS)
        self._reader.assign([TopicPartition(t.full_name, n, 0) for t in topics for n in range(t.partitions)])
        self._seen: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def of(self, page_view_id: str, count: int) -> list[dict[str, Any]]:
        """Return what arrived under ``page_view_id`` once ``count`` did. One visitor's messages keep their order within
        a topic, so what was wrongly sent before the last one would be among them."""

        def enough() -> bool:
            for message in self._reader.consume(500, 0.02):
                assert message.error() is None, message.error()
                content = json.loads(message.value() or b"")
                content["_key"] = (message.key() or b"").decode()
                self._seen[content.get("page_view_id", "")].append(content)
            return len(self._seen[page_view_id]) >= count

        until(enough, seconds=15, what=f"{count} events of {page_view_id}")
        return self._seen[page_view_id]

    def close(self) -> None:
        self._reader.close()


@pytest.fixture(scope="session")
def doors() -> Iterator[tuple[str, dict[str, Door]]]:
    prefix = f"test-{secrets.token_hex(6)}."
    with override_settings(KAFKA_TOPIC_PREFIX=prefix), ExitStack() as running:
        topics_create()
        ports = [_free_port(), _free_port()]
        site = f"http://127.0.0.1:{ports[0]}"
        told = {"KAFKA_TOPIC_PREFIX": prefix, "SITE_URL": site, "DEBUG": "0"}
        django, asgi = ["--bind", f"127.0.0.1:{ports[0]}"], ["--port", str(ports[1])]
        running.enter_context(Process([*GUNICORN, *django], **told))
        running.enter_context(Process([*UVICORN, *asgi], **told))
        names = ("django", "asgi")
        doors = {name: Door(name, port, site) for name, port in zip(names, ports, strict=True)}
        for port in ports:
            until(partial(_answers, port), seconds=60, what="the door answers")
        yield prefix, doors
        running.close()
        client = AdminClient(django_settings.KAFKA_CLIENT)
        for future in client.delete_topics([topic.full_name for topic in TOPICS]).values():
            future.result()


@pytest.fixture(params=["django", "asgi"])
def door(request, doors, settings) -> Door:
    """Each of the two doors in turn."""
    settings.KAFKA_TOPIC_PREFIX = doors[0]
    found: Door = doors[1][request.param]
    return found


@pytest.fixture(scope="module")
def arrivals(doors) -> Iterator[Arrivals]:
    with override_settings(KAFKA_TOPIC_PREFIX=doors[0]):
        found = Arrivals()
    yield found
    found.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
