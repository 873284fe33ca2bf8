"""The door to Kafka: hand a message over and go on. Never waits, never raises.

``send`` puts the message into librdkafka's bounded queue. What the broker does not acknowledge in time goes to the
spool on disk (``tracking.spool``), and while it is known to be away, everything goes there at once, so that little is
ever in memory only. Delivery reports are served by one daemon thread and do no more than count and hand over. The
client is made on first use, after gunicorn or Celery forked: its threads don't survive a fork.
"""

import atexit
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Message
from django.conf import settings

from tracking import trace
from tracking.answers import AWAY, fate_of
from tracking.clock import now_ms
from tracking.renewable import RenewableProducer
from tracking.reports import Reports
from tracking.spool.accounts import Account, Field
from tracking.spool.contents import spool_folder
from tracking.spool.folder import SpoolFolder
from tracking.spool.records import Record
from tracking.spool.sender import Fate, SpoolSender, bury
from tracking.spool.writer import SpoolWriter
from tracking.topics import Topic, topic_by_name

log = structlog.get_logger(__name__)

# About 100 MB of the longest events: what a burst may take until the broker, or the disk, has it.
_QUEUE_MESSAGES: Final = 200_000
_QUEUE_KILOBYTES: Final = 102_400
_EXIT_FLUSH_SECONDS: Final = 3.0
_LOOK_SECONDS: Final = 0.01
MEMORY_SECONDS: Final = 5.0
"""How long a message may wait for its acknowledgement before it goes to the disk."""
# librdkafka looks once a second which messages are too old.
_REPORT_SECONDS: Final = MEMORY_SECONDS + 3.0
# How long a delivery report may wait to be counted.
_REPORTS_SECONDS: Final = 0.05

_CONFIG: Final[dict[str, str | int | bool]] = {
    "acks": "all",
    "enable.idempotence": True,
    "compression.type": "zstd",
    # Idle requests leave at once in a batch of one; under load a batch fills within this time.
    "linger.ms": 5,
    "queue.buffering.max.messages": _QUEUE_MESSAGES,
    "queue.buffering.max.kbytes": _QUEUE_KILOBYTES,
    "message.timeout.ms": int(MEMORY_SECONDS * 1000),
    # A topic that nobody made is told from a broker that is away, before the messages expire.
    "topic.metadata.propagation.max.ms": 2_000,
    "reconnect.backoff.max.ms": 1_000,
    # The client library's own lines: errors arrive through error_cb, once an outage.
    "log_level": 2,
}


class KafkaProducer:
    """A producer for one process, and the owner of its part of the spool. Thread-safe."""

    def __init__(self, config: dict[str, str | int | bool], *, folder: SpoolFolder) -> None:
        self._reachable = True
        self._closing = self._closed = False
        self._folder = folder
        self._account = Account()
        self._spool = SpoolWriter(folder, self._account)
        self._client = RenewableProducer({**_CONFIG, **config, "error_cb": self._on_error})
        self._served_at = 0.0
        self._poller = threading.Thread(
            target=self._serve_reports_of_others, name="kafka-delivery-reports", daemon=True
        )
        self._poller.start()
        self._sender = SpoolSender(
            folder,
            self._spool,
            self._account,
            deliver=self._resend,
            is_reachable=lambda: self._reachable,
            look_again=self._client.renew_if_lost,
        )

    @property
    def spool_state(self) -> str:
        """``ok``, ``full`` or ``unwritable``."""
        return self._spool.state

    def has_room(self) -> bool:
        """Whether a message sent now will be kept: False when the broker is away and the spool takes no more, or
        when both the queue and the hand-over to the disk are full."""
        has_queue = self._reachable and len(self._client) < _QUEUE_MESSAGES
        return has_queue or self._spool.has_room()

    def is_crowded(self) -> bool:
        """Whether half of what may be in memory is: who sends what can wait should wait now."""
        return len(self._client) > _QUEUE_MESSAGES // 2 or self._spool.is_crowded()

    def send(self, topic: Topic, *, key: bytes, content: bytes) -> None:
        """Take a message, and count what becomes of it. Never waits, never raises for Kafka's or the disk's sake.

        It carries the trace of the work at hand (``tracking.trace``).
        """
        self.send_all(topic, key=key, contents=(content,))

    def send_all(self, topic: Topic, *, key: bytes, contents: Sequence[bytes]) -> None:
        """Take messages as ``send`` takes one, in their order, for less than as many calls would cost."""
        name, full_name, now, work = topic.name, topic.full_name, now_ms(), trace.current()
        traceparent = work.header if work else ""
        self._account.add(name, Field.PRODUCED, len(contents))
        report = Reports(
            name,
            now,
            len(contents),
            traceparent=traceparent,
            account=self._account,
            spool=self._spool,
            note=self._note_answer,
        )
        produce, headers = self._client.produce, trace.headers_of(traceparent)
        for content in contents:
            if not self._reachable and self._spool.has_room():
                report.not_sent(key, content)
                continue
            try:
                produce(full_name, content, key, timestamp=now, headers=headers, on_delivery=report)
            except BufferError:
                report.not_sent(key, content)
            except KafkaException as error:
                if error.args[0].code() == KafkaError._FATAL:
                    report.not_sent(key, content)  # the client is about to be replaced
                else:
                    report.shed()
                    log.error("event_cannot_be_sent", topic=name, reason=error.args[0].str())

    def shed(self, topic: Topic, count: int, *, yielded: int = 0) -> None:
        """Count messages of ``topic`` that were given up before they could be sent, ``yielded`` of them by design."""
        self._account.add(topic.name, Field.PRODUCED, count)
        self._account.add(topic.name, Field.SHED, count)
        self._account.add(topic.name, Field.YIELDED, yielded)

    def flush(self, seconds: float) -> int:
        """Wait until the broker has everything this process sent, what it spooled included, or ``seconds`` are over;
        return how many messages it doesn't have."""
        deadline = time.monotonic() + seconds
        while (left := self._undelivered()) and time.monotonic() < deadline:
            if not self._client.flush(_LOOK_SECONDS):
                time.sleep(_LOOK_SECONDS)  # the rest is the spool's
        return left

    def close(self, seconds: float) -> int:
        """Send what can be sent in ``seconds``, spool the rest, and release the spool; return how many wait there.
        Nothing may be sent afterwards."""
        self._closing = True
        self._sender.stop()
        self._client.flush(seconds if self._reachable else 0.0)
        self._client.purge()
        self._client.flush(1.0)
        self._spool.close(seconds)
        self._sender.close(seconds)
        lane, waiting = self._spool.lane, self._spooled()
        if lane and not lane.segments():
            with self._folder.locked():
                bury(self._folder, lane)
        self._account.close()
        self._closed = True
        return waiting

    def forget(self) -> None:
        """Let go of the parent's files in a child that was just forked; the parent keeps its locks."""
        self._sender.forget()
        self._account.forget()

    def _undelivered(self) -> int:
        return len(self._client) + self._spool.unwritten + self._spooled()

    def _spooled(self) -> int:
        lane = self._spool.lane
        return sum(segment.topics().total() for segment in lane.segments()) if lane else 0

    def serve_reports(self) -> None:
        """Serve the delivery reports that are here, in this thread, and return at once.

        For those who send without end: each report takes the interpreter's lock, and a thread of its own would fight
        for it with the one that sends. As long as this is called, that thread rests.
        """
        self._served_at = time.monotonic()
        self._client.poll(0)

    def _serve_reports_of_others(self) -> None:
        while not self._closed:
            time.sleep(_REPORTS_SECONDS)
            if time.monotonic() - self._served_at > _REPORTS_SECONDS:
                self._client.poll(0)

    def _resend(self, records: Sequence[Record]) -> list[Fate]:
        """Send spooled records once more, in order, and wait for their reports."""
        reports: SimpleQueue[tuple[int, Fate]] = SimpleQueue()

        def report(number: int, error: KafkaError | None, _: Message | None) -> None:
            self._note_answer(error)
            reports.put((number, fate_of(error)))

        for number, record in enumerate(records):
            self._produce_again(record, partial(report, number))
        # What has no report by then may still arrive: sent again, it is a duplicate under the same message_id.
        fates = [Fate.WAITING] * len(records)
        deadline = time.monotonic() + _REPORT_SECONDS
        with suppress(Empty):
            for _ in records:
                number, fate = reports.get(timeout=max(0.001, deadline - time.monotonic()))
                fates[number] = fate
        return fates

    def _produce_again(
        self, record: Record, report: Callable[[KafkaError | None, Message | None], None]
    ) -> None:
        try:
            self._client.produce(
                topic_by_name(record.topic).full_name,
                value=record.content,
                key=record.key,
                timestamp=record.timestamp,
                headers=record.headers,
                on_delivery=report,
            )
        except (KeyError, BufferError):
            # A topic of a newer version of this code, or too much live traffic: later.
            report(KafkaError(KafkaError._UNKNOWN_TOPIC), None)
        except KafkaException as error:
            report(error.args[0], None)

    def _note_answer(self, error: KafkaError | None) -> None:
        if error is not None and error.code() in AWAY:
            self._lose_sight(error)
        elif not self._reachable:
            self._reachable = True
            self._client.note_reached()
            log.info("kafka_reachable_again")

    def _on_error(self, error: KafkaError) -> None:
        # An idle connection may be closed at any time; it matters once somebody waits.
        if error.code() == KafkaError._ALL_BROKERS_DOWN and len(self._client):
            self._lose_sight(error)

    def _lose_sight(self, error: KafkaError) -> None:
        if self._reachable and not self._closing:
            self._reachable = False
            log.warning("kafka_unreachable", reason=error.str(), then="events wait in the spool")


_lock = threading.Lock()
_producer: KafkaProducer | None = None


def get_producer() -> KafkaProducer:
    """Return this process's producer, made on the first call.

    Raises:
        KafkaException: the client's configuration is not valid.
    """
    global _producer
    if _producer is None:
        with _lock:
            if _producer is None:
                _producer = KafkaProducer(settings.KAFKA_CLIENT, folder=spool_folder())
                atexit.register(close_producer)
    return _producer


def close_producer() -> None:
    """Send what can be sent within moments, spool the rest. Done at exit; who leaves without one calls it."""
    global _producer
    # A child that forked from a process with a producer comes here twice.
    leaving, _producer = _producer, None
    if leaving is not None and (waiting := leaving.close(_EXIT_FLUSH_SECONDS)):
        log.warning("events_wait_in_the_spool", messages=waiting, then="the next process sends them")


def _forget_after_fork() -> None:
    global _producer, _lock
    if _producer is not None:
        _producer.forget()
    _producer = None
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
