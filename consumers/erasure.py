"""What came from people who were erased since: dropped, for every consumer and however often a topic is read.

Called while erasures are kept out (see ``tracking.privacy.notes``): what it finds holds until the batch is committed.
"""

from collections.abc import Iterable

from consumers.api import Delivery
from consumers.dead_letters import Reject, record_text
from tracking import identity
from tracking.privacy import notes
from tracking.privacy.people import subjects_in


def drop_erased(deliveries: list[Delivery], rejects: list[Reject]) -> int:
    """Take out of both lists what was received from a person before they were erased; return how many.

    One short query where everything was received after the last erasure, as in a consumer that keeps up; one more,
    and a hash for each name, for a batch that reaches further back.
    """
    latest = notes.latest()
    # ``received_at`` spelled out: this is asked of every event there is.
    past = [
        delivery
        for delivery in deliveries
        if delivery.record.timestamp <= latest or (delivery.event.received_at or latest + 1) <= latest
    ]
    past_rejects = [reject for reject in rejects if reject.record.timestamp <= latest]
    if not past and not past_rejects:
        return 0
    names = {id(delivery): _names(delivery) for delivery in past}
    names |= {id(reject): _names_in(reject) for reject in past_rejects}
    erased = notes.erased_times({name for found in names.values() for name in found})
    if not erased:
        return 0

    def is_erased(item: Delivery | Reject, received_at: int) -> bool:
        return any(erased.get(name, 0) >= received_at for name in names.get(id(item), ()))

    before = len(deliveries) + len(rejects)
    deliveries[:] = [item for item in deliveries if not is_erased(item, item.received_at)]
    rejects[:] = [item for item in rejects if not is_erased(item, item.record.timestamp)]
    return before - len(deliveries) - len(rejects)


def _names(delivery: Delivery) -> Iterable[str]:
    event = delivery.event
    return identity.subjects_named(user_id=event.user_id, anonymous_id=event.anonymous_id)


def _names_in(reject: Reject) -> Iterable[str]:
    # No event, so nothing tells which of its words is a name.
    return subjects_in(record_text(reject.record, str(reject.error)))
