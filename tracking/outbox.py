"""Messages that must not be lost: kept in a table until the broker has them.

``enqueue`` belongs into the transaction of the change it tells of, so that there is either both or neither.
``OutboxRelay`` (command ``relay_outbox``) sends what was committed.
"""

from collections.abc import Collection, Sequence
from operator import itemgetter
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

# One after the other in the order given: the locks are taken as the rows come.
_LOCK: Final = """
    SELECT pg_advisory_xact_lock(hashtextextended(%s || aggregate, 0)), pg_notify(%s, '')
      FROM unnest(%s::text[]) AS given (aggregate)
"""


def enqueue(event: Event, *, aggregate: str, origin: Origin | None = None) -> None:
    """Write ``event`` into the outbox, in the caller's transaction.

    ``origin`` completes it with who and where from, and keys it; without one the event says so itself and is keyed
    by ``aggregate``.

    Until the transaction ends nobody else can enqueue for ``aggregate``, so that the order of the rows is the order of
    the commits. A transaction that tells of several aggregates enqueues them sorted: two such must lock in one order.

    Raises:
        TransactionManagementError: there is no transaction, so nothing would tie the message to its change.
    """
    fields = origin.fields if origin else {}
    complete = msgspec.structs.replace(event, **{"message_id": event.message_id or uuid7(), **fields})
    # Nobody is named: the aggregate still keeps what belongs together in one partition.
    _write([_row(complete, aggregate=aggregate, key=(origin.key if origin else "") or aggregate)])


def enqueue_all(events: Collection[tuple[str, Event]]) -> None:
    """Write events, each beside its aggregate, as ``enqueue`` would one after the other; two statements for all.

    They come complete, with their ``message_id``, and are keyed by their aggregates, whose order is seen to here.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    ordered = sorted(events, key=itemgetter(0))
    _write([_row(event, aggregate=aggregate, key=aggregate) for aggregate, event in ordered])


def _row(event: Event, *, aggregate: str, key: str) -> OutboxMessage:
    payload = codec.encode(event).decode()
    traceparent = work.header if (work := trace.current()) else ""
    return OutboxMessage(
        aggregate=aggregate, topic=event.topic.name, key=key, payload=payload, traceparent=traceparent
    )


def _write(rows: Sequence[OutboxMessage]) -> None:
    if not rows:
        return
    if not connection.in_atomic_block:
        raise TransactionManagementError("enqueue() belongs into the transaction of the change")
    with connection.cursor() as cursor:
        # Before the rows get their ids; the notification goes out with the COMMIT.
        cursor.execute(_LOCK, [f"{CHANNEL}:", CHANNEL, [row.aggregate for row in rows]])
    OutboxMessage.objects.bulk_create(rows)
