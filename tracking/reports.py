"""What the Kafka client reports of messages that were sent together."""

from collections.abc import Callable
from itertools import count

from confluent_kafka import KafkaError, Message

from tracking.spool.accounts import Account, Field
from tracking.spool.records import Record
from tracking.spool.writer import SpoolWriter


class Reports:
    """The fates of ``number`` messages of a topic. The client calls it for each, from any thread.

    Each gets a fate once: delivered, not sent, or shed. Those that were delivered are counted when the last one has its
    fate, since counting each by itself costs as much as sending it; until then they count as in flight.
    """

    __slots__ = (
        *("_account", "_fates", "_note", "_number", "_others", "_produced_at", "_spool", "_topic"),
        "_traceparent",
    )

    def __init__(
        self,
        topic: str,
        produced_at: int,
        number: int,
        *,
        traceparent: str,
        account: Account,
        spool: SpoolWriter,
        note: Callable[[KafkaError | None], None],
    ) -> None:
        """``note`` is told what each report says of the broker."""
        self._topic, self._produced_at, self._number = topic, produced_at, number
        self._traceparent = traceparent
        self._account, self._spool, self._note = account, spool, note
        # Both can be added to by several threads at once, and no two of them are ever the last.
        self._fates = count(1)
        self._others: list[None] = []

    def __call__(self, error: KafkaError | None, message: Message) -> None:
        self._note(error)
        if error is None:
            self._settle()
        else:
            # Refused ones too: the broker judges a batch as a whole, the spool tries each by itself.
            self.not_sent(message.key() or b"", message.value() or b"")

    def not_sent(self, key: bytes, content: bytes) -> None:
        """Let the spool decide about a message that the broker doesn't have."""
        # A failed message's report knows neither its time, on which depends what becomes of it, nor its trace.
        self._spool.put(Record(self._topic, key, content, self._produced_at, self._traceparent))
        self._others.append(None)
        self._settle()

    def shed(self) -> None:
        """Count a message that nobody will ever take."""
        self._account.add(self._topic, Field.SHED)
        self._others.append(None)
        self._settle()

    def _settle(self) -> None:
        if next(self._fates) == self._number and (delivered := self._number - len(self._others)):
            self._account.add(self._topic, Field.DELIVERED, delivered)
