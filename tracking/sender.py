"""The relay's own door to Kafka: sends runs of rows in waves, and says what became of each row.

A wave holds the next row of each aggregate and ends with the broker's answer to all of it, so of one aggregate no two
rows are ever under way together: whatever fails, nothing behind it was sent. A wave costs one round trip, however many
aggregates it holds.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from django.conf import settings

from tracking import codec
from tracking.errors import MalformedEvent, UnknownEvent
from tracking.models import OutboxMessage
from tracking.topics import Topic, topic_by_name
from tracking.trace import HEADER

PRODUCER_CONFIG: Final[dict[str, str | int | bool]] = {
    "acks": "all",
    "enable.idempotence": True,
    "compression.type": "zstd",
    # The rows stay locked so long; with the broker away, try again with a new transaction.
    "message.timeout.ms": 5_000,
    "reconnect.backoff.max.ms": 1_000,
    "log_level": 2,
}
_METADATA_SECONDS: Final = 5.0
# No new wave after this: the transaction that holds the rows must end.
_ROUND_SECONDS: Final = 10.0

# What says nothing about the row: the broker, or the way to it, is at fault.
_PASSING: Final = frozenset(
    {
        KafkaError._MSG_TIMED_OUT,
        KafkaError._TIMED_OUT,
        KafkaError._TRANSPORT,
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError._PURGE_QUEUE,
        KafkaError._PURGE_INFLIGHT,
        KafkaError._QUEUE_FULL,
        KafkaError._FATAL,
    }
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a row was not delivered. ``is_own``: because of the row, so that others need not suffer from it."""

    reason: str
    is_own: bool


@dataclass(slots=True)
class Report:
    """What became of the rows: delivered ones in order, and the failures by row, one an aggregate at most. What is in
    neither was not tried."""

    delivered: list[OutboxMessage] = field(default_factory=list)
    failures: dict[int, Failure] = field(default_factory=dict)


class Sender:
    """Not thread-safe. ``stopping`` ends the waiting for a broker that is away."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._client: Producer | None = None
        self._existing: set[str] = set()

    def send(self, runs: Iterable[Sequence[OutboxMessage]]) -> Report:
        """Send each run, the rows of one aggregate in order, up to its first failure."""
        report = Report()
        left = [deque(run) for run in runs]
        deadline = time.monotonic() + _ROUND_SECONDS
        while left and not self._stopping.is_set() and time.monotonic() < deadline:
            failures = self._deliver([run[0] for run in left])
            report.failures |= failures
            left = [run for run in left if run[0].pk not in failures]
            report.delivered += [run.popleft() for run in left]
            left = [run for run in left if run]
        return report

    def _deliver(self, rows: Sequence[OutboxMessage]) -> dict[int, Failure]:
        """Send ``rows``, of different aggregates, and return those that failed.

        A broker refuses whole batches, so whoever was in one with a bad row is tried again by itself.
        """
        failures, suspects = self._attempt(rows)
        for row in suspects:
            if len(rows) == 1:
                break
            again, _ = self._attempt([row])
            del failures[row.pk]
            failures |= again
        return failures

    def _attempt(self, rows: Sequence[OutboxMessage]) -> tuple[dict[int, Failure], list[OutboxMessage]]:
        """Return the failures, and which of these rows the broker refused together with others."""
        failures: dict[int, Failure] = {}
        suspects: list[OutboxMessage] = []

        def report(row: OutboxMessage, error: KafkaError | None, _: Message) -> None:
            if error is not None:
                failures[row.pk] = _failure(error)
                if failures[row.pk].is_own:
                    suspects.append(row)

        client = self._producer()
        topics = self._topics_of(rows, failures)
        for row in rows:
            if row.pk in failures:
                continue
            try:
                client.produce(
                    topics[row.topic].full_name,
                    row.payload.encode(),
                    row.key.encode(),
                    headers=[(HEADER, row.traceparent.encode())] if row.traceparent else [],
                    on_delivery=partial(report, row),
                )
            except (KafkaException, BufferError) as error:
                failures[row.pk] = _failure(error.args[0])
        self._wait(client)
        if any(not failure.is_own for failure in failures.values()):
            # After trouble nothing is taken for granted: topics may be gone, and a fatal error ends a client.
            self._existing.clear()
            self._client = None
        return failures, suspects

    def _topics_of(self, rows: Sequence[OutboxMessage], failures: dict[int, Failure]) -> dict[str, Topic]:
        """Return the topics of ``rows`` by name; rows that no broker could take go to ``failures``."""
        topics: dict[str, Topic] = {}
        for row in rows:
            try:
                topics[row.topic] = topic_by_name(row.topic)
                codec.decode(topics[row.topic], row.payload.encode())
            except KeyError:
                failures[row.pk] = Failure(f"no topic is declared as {row.topic!r}", is_own=True)
            except MalformedEvent as error:
                failures[row.pk] = Failure(f"not an event of {row.topic}: {error.reason}", is_own=True)
            except UnknownEvent:
                # Written by a newer version of the store than this relay is.
                continue
        lacking = self._lacking({topic.full_name for topic in topics.values()})
        for row in rows:
            if row.pk not in failures and (reason := lacking.get(topics[row.topic].full_name)):
                failures[row.pk] = reason
        return topics

    def _lacking(self, names: set[str]) -> dict[str, Failure]:
        """Return which topics the broker doesn't have; without asking, a message for one just times out."""
        if names <= self._existing:
            return {}
        try:
            self._existing = set(self._producer().list_topics(timeout=_METADATA_SECONDS).topics)
        except KafkaException as error:
            return dict.fromkeys(names, _failure(error.args[0]))
        return {
            name: Failure(f"the broker has no topic {name}; run: manage.py create_topics", is_own=True)
            for name in names - self._existing
        }

    def _wait(self, client: Producer) -> None:
        while client.flush(0.2) and not self._stopping.is_set():
            pass
        if self._stopping.is_set() and client.flush(1.0):
            # What has no report stays in the table; it must not be sent behind our back as well.
            client.purge()
            client.flush(1.0)

    def _producer(self) -> Producer:
        if self._client is None:
            self._client = Producer({**PRODUCER_CONFIG, **settings.KAFKA_CLIENT, "error_cb": lambda _: None})
        return self._client


def _failure(error: KafkaError | str) -> Failure:
    if isinstance(error, str):  # BufferError carries text
        return Failure(error, is_own=False)
    passing = error.code() in _PASSING or error.retriable() or error.fatal()
    return Failure(error.str(), is_own=not passing)
