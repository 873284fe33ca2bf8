"""How many lines the topic holds, by partition and hour: what a log tool is compared with."""

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterator
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from consumers import client as kafka
from consumers.api import Delivery
from consumers.batching import gather
from consumers.records import Record, record_of
from logs.errors import MalformedLine
from logs.lines import line_of
from logs.queries import Hours, Offsets
from tracking import codec
from tracking.errors import MalformedEvent, UnknownEvent
from tracking.topics import WEB_LOGS

_AT_ONCE: Final = 5000
_SECONDS: Final = 10.0
# The second copy of a line that a producer sent twice comes soon after the first.
_REMEMBERED: Final = 200_000


def hours_in_topic(stretches: Collection[Offsets], *, without: Collection[tuple[int, int]]) -> Hours:
    """Count the lines of ``stretches``, one sent twice once, leaving out the (partition, offset) of ``without`` and
    what is no log line.

    Raises:
        KafkaException: the broker can't be reached.
    """
    counted: Hours = Counter()
    ids: OrderedDict[str, None] = OrderedDict()
    for message in _messages(stretches):
        record = record_of(message)
        if (record.partition, record.offset) in without:
            continue
        try:
            line = line_of(_delivery(record))
        except (MalformedEvent, UnknownEvent, MalformedLine):
            continue
        if line.message_id in ids:
            continue
        ids[line.message_id] = None
        if len(ids) > _REMEMBERED:
            ids.popitem(last=False)
        counted[line.partition, line.date // 3_600_000] += 1
    return counted


def _delivery(record: Record) -> Delivery:
    return Delivery(codec.decode(WEB_LOGS, record.value), record)


def _messages(stretches: Collection[Offsets]) -> Iterator[Message]:
    """Yield the messages of ``stretches``, partition by partition as they come."""
    left = {stretch.partition: stretch for stretch in stretches}
    client = kafka.new_client("log-hours", tells_ends=True)
    try:
        client.assign([TopicPartition(WEB_LOGS.full_name, s.partition, s.first) for s in stretches])
        while left:
            messages = gather(client, size=_AT_ONCE, wait=0.0, idle=_SECONDS)
            if not messages:
                raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "the broker gave no records"))
            for message in messages:
                error, number = message.error(), message.partition() or 0
                if error is not None and error.code() != KafkaError._PARTITION_EOF:
                    raise KafkaException(error)
                if number not in left:
                    continue
                offset, stop = message.offset() or 0, left[number].stop
                if error is None and offset < stop:
                    yield message
                if error is not None or offset >= stop - 1:
                    del left[number]
    finally:
        client.close()
