"""From the outbox to Kafka.

Each round takes the oldest row of each aggregate, and only that: whatever another relay holds is skipped, and
nothing behind it can overtake, because it is not the oldest. Rows are deleted, and their locks released, after the
broker acknowledged them; a relay that dies before its COMMIT sends them again, under the same ``message_id``.
"""

import threading
from functools import partial
from typing import Any, Final, cast

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, Producer
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef

from tracking.models import OutboxMessage
from tracking.outbox import CHANNEL
from tracking.topics import topic_by_name

log = structlog.get_logger(__name__)

BATCH: Final = 500
_POLL_SECONDS: Final = 1.0

_CONFIG: Final[dict[str, str | int | bool]] = {
    "acks": "all",
    "enable.idempotence": True,
    "compression.type": "zstd",
    "linger.ms": 5,
    # The rows stay locked so long; with the broker away, try again with a new transaction.
    "message.timeout.ms": 5_000,
    "reconnect.backoff.max.ms": 1_000,
    "log_level": 2,
}


class OutboxRelay:
    """Sends rows until ``stop``. Several may run; they share the work."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._reachable = True
        self._producer = Producer({**_CONFIG, **settings.KAFKA_CLIENT, "error_cb": lambda _: None})

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Relay until ``stop``.

        Raises:
            OperationalError: the database could not be reached at the start; later outages are waited for.
        """
        self._listen()
        while not self._stopping.is_set():
            try:
                if not self.relay():
                    self._wait()
            except (OperationalError, InterfaceError) as error:
                log.warning("outbox_database_unreachable", reason=str(error).strip())
                self._reconnect()

    def relay(self) -> int:
        """Send the oldest row of up to ``BATCH`` aggregates; return how many the broker has now."""
        with transaction.atomic():
            rows = list(_oldest().select_for_update(skip_locked=True)[:BATCH])
            delivered = self._send(rows)
            OutboxMessage.objects.filter(pk__in=delivered).delete()
        if rows:
            self._say(whole=len(delivered) == len(rows), waiting=len(rows) - len(delivered))
        return len(delivered)

    def _send(self, rows: list[OutboxMessage]) -> list[int]:
        delivered: list[int] = []

        def report(pk: int, error: KafkaError | None, _: Message) -> None:
            if error is None:
                delivered.append(pk)

        for row in rows:
            try:
                self._producer.produce(
                    topic_by_name(row.topic).full_name,
                    row.payload.encode(),
                    row.key.encode(),
                    on_delivery=partial(report, row.pk),
                )
            except (KeyError, KafkaException) as error:
                # A topic newer than this code, or a message no broker takes: it holds up its own aggregate only.
                log.error("outbox_row_cannot_be_sent", row=row.pk, topic=row.topic, reason=str(error))
        while self._producer.flush(0.2) and not self._stopping.is_set():
            pass
        if self._stopping.is_set() and self._producer.flush(1.0):
            # What has no report stays in the table; it must not be sent behind our back as well.
            self._producer.purge()
            self._producer.flush(1.0)
        return delivered

    def _say(self, *, whole: bool, waiting: int) -> None:
        if whole != self._reachable and not self._stopping.is_set():
            self._reachable = whole
            if whole:
                log.info("outbox_delivers_again")
            else:
                log.warning(
                    "outbox_not_delivered", rows=waiting, then="trying again until the broker answers"
                )

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")

    def _wait(self) -> None:
        """Return when something was committed to the outbox, and after a second in any case."""
        # Django's type for a connection knows nothing of the driver's own.
        driver = cast(Any, connection.connection)
        with connection.wrap_database_errors:
            for _ in driver.notifies(timeout=_POLL_SECONDS, stop_after=1):
                pass

    def _reconnect(self) -> None:
        connection.close()
        while not self._stopping.wait(_POLL_SECONDS):
            try:
                self._listen()
            except (OperationalError, InterfaceError):
                connection.close()
            else:
                return


def _oldest() -> Any:
    """Return the oldest row of each aggregate, the oldest of all first."""
    before = OutboxMessage.objects.filter(aggregate=OuterRef("aggregate"), pk__lt=OuterRef("pk"))
    return OutboxMessage.objects.filter(~Exists(before)).order_by(F("pk"))
