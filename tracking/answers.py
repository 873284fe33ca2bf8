"""What the broker's answers mean for the message they are about."""

from typing import Final

from confluent_kafka import KafkaError

from tracking.spool.sender import Fate

# No answer from any broker. Other errors are answers: the broker is there.
AWAY: Final = frozenset(
    {
        KafkaError._MSG_TIMED_OUT,
        KafkaError._TIMED_OUT,
        KafkaError._TRANSPORT,
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError._RESOLVE,
        KafkaError._AUTHENTICATION,
        KafkaError._PURGE_QUEUE,
        KafkaError._PURGE_INFLIGHT,
    }
)
# No later attempt would end otherwise.
_REFUSED: Final = frozenset(
    {
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.RECORD_LIST_TOO_LARGE,
        KafkaError.INVALID_MSG,
        KafkaError.INVALID_RECORD,
        KafkaError.POLICY_VIOLATION,
    }
)


def fate_of(error: KafkaError | None) -> Fate:
    """Return what becomes of a message that was answered so; None is the acknowledgement."""
    if error is None:
        return Fate.DELIVERED
    return Fate.REFUSED if error.code() in _REFUSED else Fate.WAITING
