"""One batch, once: the effects of its events and the new positions, in one transaction.

What a handler refuses is found by halving the batch under savepoints, and goes to dead letters in the same
transaction. Errors that pass by themselves go up to the runner, which reads the batch again. What came from people
who were erased since is dropped before anything sees it (``consumers.erasure``).
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.db import transaction

from consumers import dead_letters
from consumers.api import Batch, ConsumerSpec, Delivery
from consumers.dead_letters import Reject
from consumers.erasure import drop_erased
from consumers.errors import Fenced, PartlyRefused, TooManyRejects, is_transient
from consumers.offsets import Move, Offsets, Position
from consumers.records import Partition, Record
from tracking import codec
from tracking.errors import MalformedEvent, UnknownEvent
from tracking.privacy import notes


class Observer(Protocol):
    """Told of a batch's two decisive moments, for metrics and for tests that kill the process there."""

    def before_commit(self, deliveries: Sequence[Delivery]) -> None: ...

    def after_commit(self, deliveries: Sequence[Delivery]) -> None: ...


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """How much refusing is still an accident: at most ``ratio`` of the last records, judged from ``least`` refused
    on. The ratio is kept over a window of about ``window`` records."""

    ratio: float = 0.5
    least: int = 50
    window: int = 1000


@dataclass(slots=True)
class RejectCount:
    """The state that ``RejectLimit`` judges."""

    limit: RejectLimit
    seen: int = 0
    rejected: int = 0

    def add(self, *, seen: int, rejected: int) -> None:
        """Count a batch.

        Raises:
            TooManyRejects: the limit is passed.
        """
        self.seen += seen
        self.rejected += rejected
        if self.rejected >= self.limit.least and self.rejected > self.limit.ratio * self.seen:
            raise TooManyRejects(self.rejected, self.seen)
        if self.seen > self.limit.window:
            # Halving forgets the past gradually without keeping a list of it.
            self.seen //= 2
            self.rejected //= 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch's records, counted, and where its partitions stand now."""

    positions: dict[Partition, Position]
    deliveries: list[Delivery]
    """What was handed to the handler."""
    skipped: int
    rejects: list[Reject]
    erased: int = 0
    """Dropped, because whom they name was erased after they were received."""

    @property
    def processed(self) -> int:
        return len(self.deliveries)

    @property
    def rejected(self) -> int:
        return len(self.rejects)

    @property
    def taken(self) -> int:
        """All records of the batch, whatever became of them."""
        return self.processed + self.skipped + self.rejected + self.erased


@dataclass(slots=True)
class _Decoded:
    deliveries: list[Delivery] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    skipped: int = 0
    erased: int = 0

    def drop_erased(self) -> None:
        self.erased = drop_erased(self.deliveries, self.rejects)


_KEEPS_NO_TRANSACTION: Final = nullcontext()


class Processor:
    """Processes batches of one consumer. Not thread-safe: a process has one."""

    def __init__(
        self, spec: ConsumerSpec, *, offsets: Offsets, observer: Observer, limit: RejectLimit | None = None
    ) -> None:
        self._spec = spec
        self._offsets = offsets
        self._observer = observer
        self._rejects = RejectCount(limit or RejectLimit())
        self._topics = {topic.full_name: topic for topic in spec.topics}
        self._reads = frozenset(spec.reads)

    def process(self, records: Sequence[Record], positions: dict[Partition, Position]) -> Outcome:
        """Take effect of ``records``, all of partitions in ``positions``, in order.

        Raises:
            Fenced: another process owns one of the partitions; nothing happened.
            TooManyRejects: nothing happened.
            Exception: a transient one (see ``errors.is_transient``); the outcome is unknown only if it came out
                of COMMIT, so positions must be read anew.
        """
        decoded = self._decode(records)
        if self._spec.delivery == "at_least_once":
            # The position may only move once the sink has the records.
            with notes.held_shared():
                decoded.drop_erased()
                self._apply(decoded)
                return self._commit(records, positions, decoded, apply=False)
        return self._commit(records, positions, decoded, apply=True)

    def _commit(
        self,
        records: Sequence[Record],
        positions: dict[Partition, Position],
        decoded: _Decoded,
        *,
        apply: bool,
    ) -> Outcome:
        moves = _moves(records, positions)
        with transaction.atomic(durable=True):
            if apply:
                notes.lock_shared()
            self._offsets.advance(consumer=self._spec.name, moves=moves)
            if apply:
                decoded.drop_erased()
                self._apply(decoded)
            self._rejects.add(seen=len(records), rejected=len(decoded.rejects))
            dead_letters.record(consumer=self._spec.name, rejects=decoded.rejects)
            self._observer.before_commit(decoded.deliveries)
        self._observer.after_commit(decoded.deliveries)
        return Outcome(
            positions={
                partition: Position(move.next_offset, move.position.epoch)
                for partition, move in moves.items()
            },
            deliveries=decoded.deliveries,
            skipped=decoded.skipped,
            rejects=decoded.rejects,
            erased=decoded.erased,
        )

    def _decode(self, records: Sequence[Record]) -> _Decoded:
        decoded = _Decoded()
        for record in records:
            try:
                event = codec.decode(self._topics[record.topic], record.value)
            except UnknownEvent:
                decoded.skipped += 1
            except MalformedEvent as error:
                decoded.rejects.append(Reject(record, error))
            else:
                if type(event) in self._reads:
                    decoded.deliveries.append(Delivery(event, record))
                else:
                    decoded.skipped += 1
        return decoded

    def _apply(self, decoded: _Decoded) -> None:
        refused: list[tuple[int, Exception]] = []
        if decoded.deliveries:
            self._apply_range(decoded.deliveries, 0, len(decoded.deliveries), refused)
        for index, error in reversed(refused):
            decoded.rejects.append(Reject(decoded.deliveries.pop(index).record, error))

    def _apply_range(
        self, deliveries: list[Delivery], start: int, end: int, refused: list[tuple[int, Exception]]
    ) -> None:
        """Hand deliveries[start:end] to the handler; halve the range until what it refuses stands alone."""
        savepoint = transaction.atomic() if self._spec.delivery == "transactional" else _KEEPS_NO_TRANSACTION
        try:
            with savepoint:
                self._spec.handler(Batch(deliveries[start:end]))
        except PartlyRefused as error:
            refused.extend((start + place, error.refused[place]) for place in sorted(error.refused))
            self._require_few(refused, end)
        except Exception as error:
            if is_transient(error) or isinstance(error, Fenced):
                raise
            if end - start == 1:
                refused.append((start, error))
                self._require_few(refused, end)
                return
            middle = (start + end) // 2
            self._apply_range(deliveries, start, middle, refused)
            self._apply_range(deliveries, middle, end, refused)

    def _require_few(self, refused: list[tuple[int, Exception]], seen: int) -> None:
        # Checked within the batch too: a handler that refuses everything must not be asked 2n times.
        limit = self._rejects.limit
        if len(refused) >= limit.least and len(refused) > limit.ratio * seen:
            raise TooManyRejects(len(refused), seen) from refused[-1][1]


def _moves(records: Sequence[Record], positions: dict[Partition, Position]) -> dict[Partition, Move]:
    last = {record.place: record.offset for record in records}
    return {partition: Move(positions[partition], last[partition] + 1) for partition in sorted(last)}
