"""From the outbox to Kafka.

Each round locks the oldest row of each aggregate: whoever holds that row has the aggregate, and what another relay
holds is skipped. With it go the rows behind it, in order, up to the first that fails. Rows are deleted, and their locks
released, after the broker acknowledged them; a relay that dies before its COMMIT sends them again, under the same
``message_id``. One that stalls loses its locks after a while, and whatever it still sends others have sent, or will
send, in the same order: nothing overtakes for the first time (ADR 0013).
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from tracking import relay_metrics
from tracking.models import OutboxMessage
from tracking.outbox import CHANNEL
from tracking.sender import Report, Sender

log = structlog.get_logger(__name__)

BATCH: Final = 500
_POLL_SECONDS: Final = 1.0
_MEASURE_SECONDS: Final = 5.0

# A row that is itself at fault is tried again after 2, 4, 8 … s; it stays until somebody mends or discards it.
_LONGEST_PAUSE: Final = timedelta(minutes=5)
# One that met a broker in trouble comes back soon, but lets others go first.
_OUTAGE_PAUSE: Final = timedelta(seconds=2)

# A relay that stalls, or whose machine is gone, holds its rows for this long. Rounds take at most half of it.
_LIMITS: Final = "SET idle_in_transaction_session_timeout = '30s'; SET lock_timeout = '20s'"

# The rows behind each oldest one, as many of each aggregate as fit the batch.
_FOLLOWING: Final = """
    SELECT following.*
      FROM unnest(%s::text[], %s::bigint[]) AS head (aggregate, id)
     CROSS JOIN LATERAL (
           SELECT * FROM outbox
            WHERE outbox.aggregate = head.aggregate AND outbox.id > head.id
            ORDER BY outbox.id LIMIT %s
     ) AS following
"""


class OutboxRelay:
    """Sends rows until ``stop``. Several may run; they share the work, and go on when one dies."""

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self._stopping = threading.Event()
        self._sender = Sender(self._stopping)
        self._clock = clock
        self._reachable = True
        self._measured_at = 0.0

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Relay until ``stop``.

        Raises:
            OperationalError: the database could not be reached at the start; later outages are waited for.
        """
        self._prepare()
        while not self._stopping.is_set():
            try:
                if not self.relay():
                    self._measure()
                    self._wait()
            except (OperationalError, InterfaceError) as error:
                log.warning("outbox_database_unreachable", reason=str(error).strip())
                self._reconnect()

    def relay(self) -> int:
        """Send the due rows of up to ``BATCH`` aggregates; return how many the broker has now."""
        now = self._clock()
        with transaction.atomic():
            heads = list(_oldest_due(now).select_for_update(skip_locked=True)[:BATCH])
            report = self._sender.send(_runs(heads))
            OutboxMessage.objects.filter(pk__in=[row.pk for row in report.delivered]).delete()
            self._put_off(report, now)
        for topic, count in Counter(row.topic for row in report.delivered).items():
            relay_metrics.DELIVERED.labels(topic).inc(count)
        if heads:
            self._say(report)
        return len(report.delivered)

    def _put_off(self, report: Report, now: datetime) -> None:
        rows = list(OutboxMessage.objects.filter(pk__in=list(report.failures)).order_by("pk"))
        for row in rows:
            failure = report.failures[row.pk]
            pause = _OUTAGE_PAUSE
            if failure.is_own:
                row.attempts += 1
                pause = min(_LONGEST_PAUSE, timedelta(seconds=2.0 ** min(row.attempts, 20)))
                relay_metrics.REFUSED.labels(row.topic).inc()
                log.error(
                    "outbox_row_cannot_be_sent",
                    row=row.pk,
                    aggregate=row.aggregate,
                    topic=row.topic,
                    reason=failure.reason,
                    attempts=row.attempts,
                    again_in_seconds=int(pause.total_seconds()),
                )
            row.last_error = failure.reason
            row.next_attempt_at = now + pause
        OutboxMessage.objects.bulk_update(rows, ["attempts", "last_error", "next_attempt_at"])

    def _say(self, report: Report) -> None:
        waiting = sum(not failure.is_own for failure in report.failures.values())
        reachable = not waiting
        if reachable != self._reachable and not self._stopping.is_set():
            self._reachable = reachable
            if reachable:
                log.info("outbox_delivers_again")
            else:
                log.warning(
                    "outbox_not_delivered", rows=waiting, then="trying again until the broker answers"
                )

    def _measure(self) -> None:
        now = time.monotonic()
        if now - self._measured_at >= _MEASURE_SECONDS:
            self._measured_at = now
            relay_metrics.measure()

    def _prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LIMITS)
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
                self._prepare()
            except (OperationalError, InterfaceError):
                connection.close()
            else:
                return


def _oldest_due(now: datetime) -> QuerySet[OutboxMessage]:
    """Return the oldest row of each aggregate but those put off, the oldest of all first."""
    before = OutboxMessage.objects.filter(aggregate=OuterRef("aggregate"), pk__lt=OuterRef("pk"))
    is_due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    return OutboxMessage.objects.filter(~Exists(before), is_due).order_by(F("pk"))


def _runs(heads: Sequence[OutboxMessage]) -> list[list[OutboxMessage]]:
    """Return each head with the rows behind it, about ``BATCH`` in all."""
    runs = {head.aggregate: [head] for head in heads}
    behind = BATCH // len(runs) - 1 if runs else 0
    if behind > 0:
        parameters = [list(runs), [head.pk for head in heads], behind]
        for row in OutboxMessage.objects.raw(_FOLLOWING, parameters):
            runs[row.aggregate].append(row)
    return list(runs.values())
