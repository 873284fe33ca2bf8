"""From memory to the spool's files: a hand-over that never makes anybody wait, and the one thread that writes."""

import threading
from collections import Counter
from collections.abc import Sequence
from typing import Final

import structlog

from tracking.spool.accounts import Account, Field
from tracking.spool.folder import Appended, Lane, SpoolFolder
from tracking.spool.records import Record
from tracking.spool.worth import worth_of, yields

log = structlog.get_logger(__name__)

# What may wait for a slow disk. Behind it messages are shed: the process must not grow instead.
HAND_OVER_BYTES: Final = 16 << 20
# A batch gathers this long, so that the disk is not asked once a message.
_GATHER_SECONDS: Final = 0.02
_RETRY_SECONDS: Final = 1.0
# A record's frame, key and topic, roughly; counted so that many tiny messages can't fill the memory either.
_OVERHEAD_BYTES: Final = 200


class SpoolWriter:
    """Writes this process's lane. Thread-safe."""

    def __init__(self, folder: SpoolFolder, account: Account) -> None:
        self.lane: Lane | None = None
        self._folder = folder
        self._account = account
        self._lock = threading.Lock()
        self._handed_over: list[Record] = []
        self._bytes = 0
        self._unwritten = 0
        self._state = "ok"
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._open_lane()
        self._thread = threading.Thread(target=self._run, name="spool-writer", daemon=True)
        self._thread.start()

    @property
    def state(self) -> str:
        """``ok``, ``full`` or ``unwritable``, as the last attempt to write showed."""
        return self._state

    @property
    def unwritten(self) -> int:
        """How many messages were handed over and are not on the disk yet."""
        return self._unwritten

    def has_room(self) -> bool:
        """Whether the next message will most likely be kept."""
        return self._state == "ok" and self._bytes < HAND_OVER_BYTES

    def is_crowded(self) -> bool:
        """Whether half of what may wait for the disk does."""
        return self._bytes > HAND_OVER_BYTES // 2

    def put(self, record: Record) -> None:
        """Hand a message over; it is shed, and counted, where too much waits already. Never waits, never raises."""
        size = len(record.content) + _OVERHEAD_BYTES
        with self._lock:
            has_room = self._bytes + size <= HAND_OVER_BYTES
            if has_room:
                self._handed_over.append(record)
                self._bytes += size
                self._unwritten += 1
        if not has_room:
            self._count_shed([record])
        elif not self._wake.is_set():
            self._wake.set()

    def close(self, seconds: float) -> None:
        """Write what was handed over, and stop. ``seconds`` is the longest this may take."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._wake.wait(_RETRY_SECONDS):
                self._stopping.wait(_GATHER_SECONDS)
                self._wake.clear()
                self._write()
            elif self._state != "ok":
                self._look_again()
        self._write()

    def _write(self) -> None:
        with self._lock:
            records, self._handed_over, self._bytes = self._handed_over, [], 0
        if not records:
            return
        if self.lane is None:
            self._open_lane()
        if self.lane is None:
            self._count_shed(records)
        else:
            self._note(self._folder.append(self.lane, records))
        with self._lock:
            self._unwritten -= len(records)

    def _note(self, appended: Appended) -> None:
        self._count(Field.SPOOLED, appended.written)
        self._count(Field.SHED, appended.shed)
        self._count(Field.DROPPED, appended.dropped)
        self._count(Field.YIELDED, appended.yielded)
        if appended.error:
            self._enter("unwritable", reason=str(appended.error))
        elif appended.shed or appended.dropped:
            self._enter("full", bytes=self._folder.capacity, then="what is worth least is given up first")
        elif self._state != "full" or not self._folder.is_nearly_full():
            self._enter("ok")

    def _count_shed(self, records: Sequence[Record]) -> None:
        self._count(Field.SHED, Counter(record.topic for record in records))
        yielded = (each.topic for each in records if yields(each.topic, worth_of(each.topic, each.content)))
        self._count(Field.YIELDED, Counter(yielded))

    def _count(self, field: Field, topics: Counter[str]) -> None:
        for topic, count in topics.items():
            self._account.add(topic, field, count)

    def _open_lane(self) -> None:
        try:
            self.lane = self._folder.open_lane(self._account.attach)
        except OSError as error:
            self._enter("unwritable", reason=str(error))

    def _look_again(self) -> None:
        """Find out whether the disk takes something again, before a message has to."""
        try:
            if self.lane is None:
                self.lane = self._folder.open_lane(self._account.attach)
            probe = self.lane.path / "probe"
            probe.write_bytes(bytes(4096))
            probe.unlink()
            if not self._folder.is_nearly_full():
                self._enter("ok")
        except OSError:
            return

    def _enter(self, state: str, **facts: object) -> None:
        """One line when something becomes worse, and one when it is well again."""
        if state == self._state:
            return
        self._state = state
        if state == "ok":
            log.info("spool_writes_again")
        else:
            log.error(f"spool_{state}", folder=str(self._folder.path), **facts)
