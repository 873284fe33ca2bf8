"""From the spool's files to Kafka, once the broker is there: this process's own, then those of processes that are
gone."""

import fcntl
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final

import structlog

from tracking.spool.accounts import Account, Field, counts_in, is_held, past_add, past_read
from tracking.spool.folder import Lane, Segment, SpoolFolder
from tracking.spool.records import Record
from tracking.spool.writer import SpoolWriter

log = structlog.get_logger(__name__)

# In the client's queue at once: live messages never stand behind more spooled ones than this.
_PACE: Final = 500
_IDLE_SECONDS: Final = 1.0
# A client gets this long to find a broker that came back by itself.
_LOOK_SECONDS: Final = 5.0
UNREADABLE: Final = "unreadable"
"""Stands for the topic of damaged stretches, which nobody can know."""


class Fate(Enum):
    """What became of a message that was sent again."""

    DELIVERED = "delivered"
    WAITING = "waiting"
    """No acknowledgement; the next attempt may get one."""
    REFUSED = "refused"
    """The broker will never take it."""


type Deliver = Callable[[Sequence[Record]], list[Fate]]


class SpoolSender:
    """Empties the spool. Sends through ``deliver``, which waits for all reports; ``is_reachable`` is the producer's
    view of the broker: while it is away, single messages are tried, and ``look_again`` is called between them."""

    def __init__(
        self,
        folder: SpoolFolder,
        writer: SpoolWriter,
        account: Account,
        *,
        deliver: Deliver,
        is_reachable: Callable[[], bool],
        look_again: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._account = account
        self._deliver = deliver
        self._is_reachable = is_reachable
        self._look_again = look_again
        self._looked_at = 0.0
        self._adopted: dict[Lane, int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spool-sender", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing new; what is under way is left to its reports."""
        self._stopping.set()

    def close(self, seconds: float) -> None:
        """Wait for the end of what is under way, let go of what was adopted, and leave no empty lane behind."""
        self._stopping.set()
        self._thread.join(seconds)
        self.forget()

    def forget(self) -> None:
        """Close the files of adopted lanes, in this process only."""
        for file in self._adopted.values():
            os.close(file)
        self._adopted.clear()

    def _run(self) -> None:
        is_well = True
        while not self._stopping.is_set():
            try:
                is_idle = not self._send_round()
                is_well = True
            except OSError as error:
                # One line an outage, and none where the writer has said it already.
                if is_well and self._writer.state != "unwritable":
                    log.error("spool_not_sent", reason=str(error))
                is_well, is_idle = False, True
            if not (self._is_reachable() or self._stopping.is_set()):
                self._look()
            if is_idle:
                self._stopping.wait(_IDLE_SECONDS if self._writer.unwritten == 0 else 0.05)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked_at > _LOOK_SECONDS:
            self._looked_at = now
            self._look_again()

    def _send_round(self) -> bool:
        """Try every segment once; return whether anything was delivered."""
        own = self._writer.lane
        progress = own is not None and self._send_lane(own)
        if self._is_reachable() and not self._stopping.is_set():
            self._adopt()
            for lane in list(self._adopted):
                progress = self._send_lane(lane) or progress
                if not lane.segments():
                    self._bury(lane)
        return progress

    def _send_lane(self, lane: Lane) -> bool:
        progress = False
        for segment in lane.segments():
            if self._stopping.is_set():
                break
            progress = self._send_segment(segment) or progress
            if not self._is_reachable():
                break
        return progress

    def _send_segment(self, segment: Segment) -> bool:
        """Send what a segment holds, in its order, and take out what needs no second attempt."""
        done: dict[Fate, Counter[Record]] = {Fate.DELIVERED: Counter(), Fate.REFUSED: Counter()}
        records = segment.records()
        while records and not self._stopping.is_set():
            part = records[: _PACE if self._is_reachable() else 1]
            for record, fate in zip(part, self._deliver(part), strict=True):
                if fate == Fate.REFUSED and len(part) > 1:
                    # The broker judges a batch as a whole: by itself it may pass.
                    [fate] = self._deliver([record])
                if fate in done:
                    done[fate][record] += 1
            records = records[len(part) :]
            if not self._is_reachable():
                break
        self._take_out(segment, done[Fate.DELIVERED], Field.RESENT)
        self._take_out(segment, done[Fate.REFUSED], Field.DROPPED)
        return bool(done[Fate.DELIVERED])

    def _take_out(self, segment: Segment, done: Counter[Record], field: Field) -> None:
        if not done and segment.records():
            return

        def keep(record: Record) -> bool:
            if done[record] > 0:
                done[record] -= 1
                return False
            return True

        removed, damaged = self._folder.rewrite(segment, keep)
        for topic, count in removed.items():
            self._account.add(topic, field, count)
        if damaged:
            self._account.add(UNREADABLE, Field.DAMAGED, damaged)
            log.error("spool_damaged", segment=str(segment.path), stretches=damaged)

    def _adopt(self) -> None:
        """Lock the lanes of processes that are gone, so that no other process sends them too."""
        with self._folder.locked():
            for lane in self._folder.lanes():
                if lane == self._writer.lane or lane in self._adopted or is_held(lane.account):
                    continue
                file = os.open(lane.sender, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(file)
                else:
                    self._adopted[lane] = file

    def _bury(self, lane: Lane) -> None:
        with self._folder.locked():
            bury(self._folder, lane)
        os.close(self._adopted.pop(lane))


def bury(folder: SpoolFolder, lane: Lane) -> None:
    """Add the account of a lane without segments to the past, and remove it. The caller holds the spool's lock.

    Raises:
        OSError: it can't be written.
    """
    if past_read(folder.past).folded != lane.path.name:
        try:
            counts = counts_in(lane.account.read_bytes())
        except FileNotFoundError:
            counts = {}
        past_add(folder.past, counts, folded=lane.path.name)
    shutil.rmtree(lane.path, ignore_errors=True)
