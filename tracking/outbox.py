"""Messages that must not be lost: kept in a table until the broker has them.

``enqueue`` belongs into the transaction of the change it tells of, so that there is either both or neither.
``OutboxRelay`` (command ``relay_outbox``) sends what was committed.
"""

from typing import Final

import msgspec
from django.db import connection
from django.db.transaction import TransactionManagementError

from tracking import codec, trace
from tracking.context import Origin
from tracking.events import Event
from tracking.ids import uuid7
from tracking.models import OutboxMessage

CHANNEL: Final = "outbox"
"""PostgreSQL tells listeners of this channel when a transaction with new rows commits."""


def enqueue(event: Event, *, aggregate: str, origin: Origin | None = None) -> None:
    """Write ``event`` into the outbox, in the caller's transaction.

    ``origin`` completes it with who and where from, and keys it; without one the event says so itself and is keyed
    by ``aggregate``.

    Until the transaction ends nobody else can enqueue for ``aggregate``, so that the order of the rows is the order of
    the commits. A transaction that tells of several aggregates enqueues them sorted: two such must lock in one order.

    Raises:
        TransactionManagementError: there is no transaction, so nothing would tie the message to its change.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("enqueue() belongs into the transaction of the change")
    fields = origin.fields if origin else {}
    complete = msgspec.structs.replace(event, **{"message_id": event.message_id or uuid7(), **fields})
    with connection.cursor() as cursor:
        # Before the row gets its id; the notification goes out with the COMMIT.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)), pg_notify(%s, '')",
            [f"{CHANNEL}:{aggregate}", CHANNEL],
        )
    OutboxMessage.objects.create(
        aggregate=aggregate,
        topic=event.topic.name,
        # Nobody is named: the aggregate still keeps what belongs together in one partition.
        key=(origin.key if origin else "") or aggregate,
        payload=codec.encode(complete).decode(),
        traceparent=work.header if (work := trace.current()) else "",
    )
