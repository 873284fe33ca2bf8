"""One consumer process: gather, process, go on, and come back from whatever happens.

There is one way back from any doubt (fenced, database away, commit unsure): roll back, forget the batch, claim the
partitions anew and read again from the stored positions. Kafka keeps the records, so nothing is kept in memory.
"""

import gc
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition
from django.db import Error as DatabaseError
from django.db import connection

from consumers import client as kafka
from consumers import metrics, session
from consumers.api import ConsumerSpec, Delivery
from consumers.batching import gather
from consumers.errors import Fenced, is_transient
from consumers.instances import Heartbeat, new_instance_name
from consumers.models import ConsumerInstance
from consumers.offsets import Offsets, PostgresOffsets
from consumers.ownership import Ownership
from consumers.pausing import PauseSwitch
from consumers.processing import Observer, Outcome, Processor, RejectLimit
from consumers.records import Partition, Record, record_of
from consumers.reporting import batch_report, work_of
from tracking import trace
from tracking.renewable import LOST

log = structlog.get_logger(__name__)

_IDLE_SECONDS: Final = 0.5
_MAX_BACKOFF_SECONDS: Final = 10.0
# A batch's objects live and die together: to look for cycles among every 2,000 new ones costs a tenth of the work.
_NEW_OBJECTS: Final = 50_000
# How long nothing may come before the client is asked whether it still knows a broker.
_QUIET_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What an operator may ask of one run. None takes the consumer's own value, or no end."""

    batch_size: int | None = None
    max_wait: float | None = None
    max_messages: int | None = None
    exit_when_caught_up: bool = False


class NoObserver:
    """The observer of normal runs."""

    def before_commit(self, deliveries: Sequence[Delivery]) -> None: ...

    def after_commit(self, deliveries: Sequence[Delivery]) -> None: ...


class Runner:
    """Runs one consumer until it is stopped. ``run`` blocks; ``stop`` may be called from a signal handler.

    ``offsets``, ``observer`` and ``limit`` are for tests and benchmarks; normal runs take the defaults.
    """

    def __init__(
        self,
        spec: ConsumerSpec,
        *,
        options: RunOptions | None = None,
        offsets: Offsets | None = None,
        observer: Observer | None = None,
        limit: RejectLimit | None = None,
    ) -> None:
        self._spec = spec
        self._options = options or RunOptions()
        offsets = offsets or PostgresOffsets()
        self._processor = Processor(spec, offsets=offsets, observer=observer or NoObserver(), limit=limit)
        self._offsets = offsets
        self._owner = new_instance_name(spec.name)
        self._heartbeat = Heartbeat(spec.name, self._owner)
        self._switch = PauseSwitch(spec.name)
        self._stopping = threading.Event()
        self._goal: dict[Partition, int] | None = None
        self._taken = 0
        self._heard_at = time.monotonic()
        self._connect()

    def stop(self) -> None:
        """Let the current batch end, leave the group, return from ``run``."""
        self._stopping.set()

    def run(self) -> None:
        """Consume until stopped, ``max_messages`` or caught up, as the options say.

        Raises:
            TopicsMissing, TooManyRejects: an operator must do something.
            KafkaException: the client can't go on, or the broker couldn't be reached at the start.
            django.db.Error: the database couldn't be reached when partitions were assigned.
        """
        session.limit_waiting()
        gc.set_threshold(_NEW_OBJECTS)
        log.info("consumer_started", consumer=self._spec.name)
        try:
            self._begin()
            while not self._stopping.is_set() and not self._has_enough():
                if not self._step() and self._is_caught_up():
                    break
        except Exception as error:
            self._heartbeat.last_error = str(error).strip()
            raise
        finally:
            self._client.close()
            self._beat(ConsumerInstance.State.STOPPED, force=True)
            log.info("consumer_stopped", consumer=self._spec.name, processed=self._heartbeat.processed)

    def _connect(self) -> None:
        self._client = kafka.new_client(self._spec.name)
        self._ownership = Ownership(
            self._client, consumer=self._spec.name, owner=self._owner, offsets=self._offsets
        )

    def _begin(self) -> None:
        counts = kafka.require_topics(self._client, self._spec.topics)
        if self._options.exit_when_caught_up:
            partitions = [
                Partition(topic, number) for topic, count in counts.items() for number in range(count)
            ]
            self._goal = kafka.ends(self._client, partitions)
        self._subscribe()

    def _subscribe(self) -> None:
        owned, names = self._ownership, [topic.full_name for topic in self._spec.topics]
        self._client.subscribe(
            names, on_assign=owned.on_assign, on_revoke=owned.on_revoke, on_lost=owned.on_revoke
        )

    def _connect_again_if_lost(self) -> None:
        """After a long quiet, look whether the client is one that finds its way back by itself."""
        if time.monotonic() - self._heard_at < _QUIET_SECONDS:
            return
        self._heard_at = time.monotonic()
        if kafka.has_lost_cluster(self._client):
            log.warning("kafka_client_renewed", reason=LOST)
            self._client.close()
            self._connect()
            self._subscribe()

    def _step(self) -> bool:
        """Process one batch; return False when there was nothing to do."""
        if self._switch.is_on():
            self._rest()
        mine = self._next_records()
        started = time.monotonic()
        try:
            if not mine:
                # Nobody tells an idle process that a replay took its positions back.
                session.require_epochs(self._spec.name, self._ownership.positions)
                return False
            with trace.bound(work_of(mine)):
                outcome = self._processor.process(mine, self._ownership.positions)
        except Fenced as error:
            metrics.FENCED.labels(self._spec.name).inc()
            self._recover(error)
        except Exception as error:
            if not is_transient(error):
                raise
            metrics.RETRIED.labels(self._spec.name).inc()
            self._recover(error)
        else:
            self._accept(mine, outcome, seconds=time.monotonic() - started)
        return True

    def _next_records(self) -> list[Record]:
        """Return what came of our partitions; the client's own messages are let go of before it is worked on."""
        messages = gather(self._client, size=self._batch_size(), wait=self._max_wait(), idle=_IDLE_SECONDS)
        self._raise_failure()
        self._beat(ConsumerInstance.State.RUNNING)
        if messages:
            self._heard_at = time.monotonic()
        else:
            self._connect_again_if_lost()
        return [record for record in self._records(messages) if self._ownership.owns(record)]

    def _rest(self) -> None:
        """Hold still until the operator's pause is over, then read on from the stored positions."""
        log.warning("paused", consumer=self._spec.name)
        while self._switch.is_on() and not self._stopping.is_set():
            # Each time: a rebalance may bring partitions meanwhile.
            self._ownership.pause()
            self._beat(ConsumerInstance.State.PAUSED)
            self._poll_paused(_IDLE_SECONDS)
        try:
            self._ownership.start_over()
        except (DatabaseError, Fenced) as error:
            if not is_transient(error) and not isinstance(error, Fenced):
                raise
            self._recover(error)
        log.info("resumed", consumer=self._spec.name)

    def _batch_size(self) -> int:
        size = self._options.batch_size or self._spec.max_batch
        if self._options.max_messages is not None:
            size = min(size, self._options.max_messages - self._taken)
        return size

    def _max_wait(self) -> float:
        return self._spec.max_wait if self._options.max_wait is None else self._options.max_wait

    def _records(self, messages: Sequence[Message]) -> Iterator[Record]:
        for message in messages:
            error = message.error()
            if error is None:
                yield record_of(message)
            elif error.code() == KafkaError._MAX_POLL_EXCEEDED:
                log.warning("left_the_group", reason=error.str())
            else:
                raise KafkaException(error)

    def _has_enough(self) -> bool:
        wanted = self._options.max_messages
        return wanted is not None and self._taken >= wanted

    def _is_caught_up(self) -> bool:
        return self._goal is not None and session.has_reached(self._spec.name, self._goal)

    def _accept(self, records: Sequence[Record], outcome: Outcome, *, seconds: float) -> None:
        self._ownership.positions.update(outcome.positions)
        self._taken += outcome.taken
        self._heartbeat.count(outcome)
        metrics.count_batch(self._spec.name, outcome, seconds=seconds)
        batch_report(self._spec.name, records, outcome, seconds=seconds)
        if outcome.rejected:
            log.warning("records_rejected", consumer=self._spec.name, count=outcome.rejected)
        # For lag tools; this engine never reads it, so nobody waits for it.
        offsets = [
            TopicPartition(*place, position.next_offset) for place, position in outcome.positions.items()
        ]
        try:
            self._client.commit(offsets=offsets, asynchronous=True)
        except KafkaException as error:
            log.debug("kafka_commit_refused", reason=str(error))

    def _recover(self, error: Exception) -> None:
        """Pause, wait until the partitions can be claimed, read again from where they stand.

        Polling goes on meanwhile: a member that doesn't poll is taken out of the group.
        """
        self._ownership.pause()
        attempt = 0
        while not self._stopping.is_set():
            self._heartbeat.last_error = str(error).strip()
            if isinstance(error, Fenced):
                # The new owner's claim shows that a rebalance is on its way to us: hear of it first.
                log.warning("fenced", consumer=self._spec.name, reason=str(error))
                self._poll_paused(0.0)
            else:
                attempt += 1
                log.warning("waiting", consumer=self._spec.name, attempt=attempt, reason=str(error).strip())
                self._beat(ConsumerInstance.State.WAITING)
                self._poll_paused(_backoff(attempt))
            try:
                connection.close()
                self._ownership.start_over()
            except (DatabaseError, Fenced) as again:
                if not is_transient(again) and not isinstance(again, Fenced):
                    raise
                error = again
            else:
                self._heartbeat.last_error = ""
                return

    def _poll_paused(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._stopping.is_set():
            self._client.poll(max(0.0, min(_IDLE_SECONDS, deadline - time.monotonic())))
            self._raise_failure()
            if time.monotonic() >= deadline:
                return

    def _raise_failure(self) -> None:
        if self._ownership.failure:
            raise self._ownership.failure

    def _beat(self, state: ConsumerInstance.State, *, force: bool = False) -> None:
        self._heartbeat.beat(state, partitions=len(self._ownership.positions), force=force)


def _backoff(attempt: int) -> float:
    """Return seconds to wait: doubling from 0.1, at most 10, half of it by chance so that processes spread out."""
    longest = min(_MAX_BACKOFF_SECONDS, 0.1 * 2.0**attempt)
    return longest / 2 + random.uniform(0, longest / 2)  # noqa: S311  (chance, not secrecy)
