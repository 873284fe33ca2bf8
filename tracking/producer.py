"""The door to Kafka: hand a message over and go on. Never waits, never raises.

``send`` puts the message into librdkafka's bounded queue; one daemon thread serves delivery reports, which only
count. The client is made on first use, after gunicorn or Celery forked: its threads don't survive a fork.
"""

import atexit
import os
import threading
import time
from functools import partial
from typing import Final

import structlog
from confluent_kafka import KafkaError, Message, Producer
from django.conf import settings

from tracking import metrics
from tracking.topics import Topic

log = structlog.get_logger(__name__)

# About 100 MB of the longest events: bounded, and minutes of a busy store with the broker away.
_QUEUE_MESSAGES: Final = 200_000
_QUEUE_KILOBYTES: Final = 102_400
_EXIT_FLUSH_SECONDS: Final = 3.0
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
    # An outage of this length loses nothing that fits the queue.
    "message.timeout.ms": 1_800_000,
    "reconnect.backoff.max.ms": 1_000,
    # The client library's own lines: errors arrive through error_cb, once an outage.
    "log_level": 2,
}


class KafkaProducer:
    """A producer for one process. Thread-safe."""

    def __init__(self, config: dict[str, str | int | bool]) -> None:
        self._reachable = True
        self._client = Producer({**_CONFIG, **config, "error_cb": self._on_error})
        self._served_at = 0.0
        self._poller = threading.Thread(
            target=self._serve_reports_of_others, name="kafka-delivery-reports", daemon=True
        )
        self._poller.start()

    def send(self, topic: Topic, *, key: bytes, content: bytes) -> None:
        """Queue a message. A full queue sheds it, and counts."""
        report = partial(self._on_delivery, topic.name)
        try:
            self._client.produce(topic.full_name, value=content, key=key, on_delivery=report)
        except BufferError:
            metrics.SHED.labels(topic.name).inc()
        metrics.PRODUCED.labels(topic.name).inc()

    def has_room(self) -> bool:
        """Whether the queue takes more. For those who can ask their client to come back later."""
        return len(self._client) < _QUEUE_MESSAGES

    def flush(self, seconds: float) -> int:
        """Wait until the queue is empty or ``seconds`` are over; return how many messages are still in it."""
        return int(self._client.flush(seconds))

    def serve_reports(self) -> None:
        """Serve the delivery reports that are here, in this thread, and return at once.

        For those who send without end: each report takes the interpreter's lock, and a thread of its own would fight
        for it with the one that sends. As long as this is called, that thread rests.
        """
        self._served_at = time.monotonic()
        self._client.poll(0)

    def _serve_reports_of_others(self) -> None:
        while True:
            time.sleep(_REPORTS_SECONDS)
            if time.monotonic() - self._served_at > _REPORTS_SECONDS:
                self._client.poll(0)

    def _on_delivery(self, topic: str, error: KafkaError | None, _: Message) -> None:
        (metrics.FAILED if error else metrics.DELIVERED).labels(topic).inc()
        if error is None and not self._reachable:
            self._reachable = True
            log.info("kafka_reachable_again")

    def _on_error(self, error: KafkaError) -> None:
        if self._reachable and error.code() in (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT):
            self._reachable = False
            log.warning("kafka_unreachable", reason=error.str())


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
                _producer = KafkaProducer(settings.KAFKA_CLIENT)
                atexit.register(_flush_at_exit)
    return _producer


def _flush_at_exit() -> None:
    if _producer is not None and (left := _producer.flush(_EXIT_FLUSH_SECONDS)):
        log.warning("kafka_messages_lost_at_exit", messages=left)


def _forget_after_fork() -> None:
    global _producer, _lock
    _producer = None
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
