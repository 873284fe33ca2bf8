"""PLACEHOLDER: replaced at the merge by the branch that builds the outbox table and its relay.

It has the real signature and refuses what the real one could not store, so that the services which call it can be
tested; it keeps nothing.
"""

from django.db import transaction

from tracking.events import Event


def enqueue(event: Event, *, aggregate: str) -> None:
    """Take ``event`` for Kafka in the caller's transaction; ``aggregate`` keys it and keeps its order.

    Raises:
        TransactionManagementError: outside of a transaction, where event and change could part.
        ValueError: the aggregate is empty, or the event says neither when nor whose it is.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is enqueued in the transaction of its change")
    if not aggregate or not event.date or not (event.user_id or event.anonymous_id):
        raise ValueError("aggregate, date and user_id or anonymous_id must be given")
