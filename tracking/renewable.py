"""A librdkafka producer that is replaced by a new one when it can't go on.

The last broker of a cluster lists no broker while it shuts down. A client that reads this answer after the
connection broke knows no broker any more, and asks its bootstrap servers never again: in librdkafka 2.16 about one
client in 400 at each restart of a single busy broker, whatever ``metadata.recovery.*`` says.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import structlog
from confluent_kafka import KafkaException, Producer

from tracking.admin_client import cluster_answers

log = structlog.get_logger(__name__)

LOST: Final = "it had lost the cluster for good"
"""Why a client is renewed that finds no broker where another does."""
# How long a client that was replaced is kept after its last report: a thread may just be handing it a message.
_KEPT_SECONDS: Final = 10.0


class RenewableProducer:
    """The part of ``confluent_kafka.Producer`` that we use, for the newest client and those it replaced.
    Thread-safe."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._client = Producer(config)
        self._replaced: dict[Producer, float] = {}
        self._finds_nothing: Producer | None = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return sum(len(client) for client in self._clients())

    @property
    def produce(self) -> Callable[..., None]:
        """``Producer.produce`` of the newest client."""
        return self._client.produce

    def renew_if_lost(self) -> None:
        """Go on with a new client when one found a broker twice, in two calls, that this one says is away: it had time
        to find it too. Takes up to a second."""
        client, is_there = self._client, cluster_answers(self._config)
        if is_there and self._finds_nothing is client:
            self._renew(client, LOST)
        self._finds_nothing = client if is_there else None

    def note_reached(self) -> None:
        """Note that the newest client has found the broker itself."""
        self._finds_nothing = None

    def poll(self, seconds: float) -> None:
        """Serve delivery reports; wait up to ``seconds`` for the newest client's."""
        newest = self._client
        try:
            newest.poll(seconds)
        except KafkaException as error:
            # A fatal error, of an idempotent producer that lost count for example, ends a client too.
            self._renew(newest, error.args[0].str())
        for client, since in list(self._replaced.items()):
            with suppress(KafkaException):
                client.poll(0)
            if not len(client) and time.monotonic() - since > _KEPT_SECONDS:
                self._replaced.pop(client, None)

    def flush(self, seconds: float) -> int:
        """Wait up to ``seconds`` for all reports of the newest client; return how many messages have none yet."""
        with suppress(KafkaException):
            self._client.flush(seconds)
        self.poll(0)
        return len(self)

    def purge(self) -> None:
        """Give up what waits; its reports say so."""
        for client in self._clients():
            client.purge()

    def _renew(self, client: Producer, reason: str) -> None:
        """Hand what is sent from now on to a new client; what ``client`` holds keeps its reports."""
        with self._lock:
            if client is not self._client:
                return  # another thread was quicker
            self._replaced[client] = time.monotonic()
            self._client = Producer(self._config)
        log.warning("kafka_client_renewed", reason=reason)

    def _clients(self) -> list[Producer]:
        return [self._client, *self._replaced]
