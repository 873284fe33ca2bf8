"""The spool's files. All processes of a host share one folder:

```
<SPOOL_DIR>/lock                      held for each change, for moments
            past.json                 the accounts of processes that are gone
            lane-<pid>-<random>/      a lane: what one process wrote
                account               locked while that process lives
                sender                locked by whoever sends the lane after its process is gone
                <worth>-<number>.segment
```

Segments are only appended to, by path, and rewritten only under the lock, so that the processes that write, send,
make room and erase never lose each other's changes.
"""

import fcntl
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from tracking.spool.records import Record, encode, scan
from tracking.spool.worth import Worth, worth_of, yields

_SEGMENT_BYTES: Final = 1 << 20
# However small the spool: what makes room for something better is one segment, never all there is.
_SEGMENTS_AT_LEAST: Final = 16
_NEARLY: Final = 0.9


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of records of one worth."""

    path: Path
    worth: Worth
    number: int

    @classmethod
    def at(cls, path: Path) -> Self:
        worth, _, number = path.stem.partition("-")
        return cls(path, Worth(int(worth)), int(number))

    @property
    def size(self) -> int:
        """Bytes; 0 where somebody has removed it."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def records(self) -> list[Record]:
        """Return what is readable in it, in the order in which it was written."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return [frame.record for frame in scan(content) if frame.record]

    def topics(self) -> Counter[str]:
        """Return how many readable records of each topic are in it. Cheap while it doesn't change."""
        try:
            now = self.path.stat()
        except FileNotFoundError:
            return Counter()
        return _topics_in(self, now.st_ino, now.st_size, now.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Lane:
    """The folder of one process."""

    path: Path

    @property
    def account(self) -> Path:
        return self.path / "account"

    @property
    def sender(self) -> Path:
        return self.path / "sender"

    def segments(self) -> list[Segment]:
        """Return its files: the most valuable first, then the oldest."""
        found = [Segment.at(path) for path in self.path.glob("*.segment")]
        return sorted(found, key=lambda segment: (-segment.worth, segment.number))


@dataclass(slots=True)
class Appended:
    """What became of records: how many of each topic, and the reason why the disk would not take them. ``yielded``
    are those of ``shed`` and ``dropped`` that are no loss."""

    written: Counter[str] = field(default_factory=Counter)
    shed: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    yielded: Counter[str] = field(default_factory=Counter)
    error: OSError | None = None

    def note_shed(self, topics: Counter[str], worth: Worth) -> None:
        self.shed += topics
        self._note_yielded(topics, worth)

    def note_dropped(self, topics: Counter[str], worth: Worth) -> None:
        self.dropped += topics
        self._note_yielded(topics, worth)

    def _note_yielded(self, topics: Counter[str], worth: Worth) -> None:
        self.yielded.update({topic: count for topic, count in topics.items() if yields(topic, worth)})


class SpoolFolder:
    """The folder all processes share. ``capacity`` bounds the segments of all lanes together, in bytes."""

    def __init__(self, path: Path, *, capacity: int) -> None:
        self.path = path
        self.capacity = capacity
        self._segment_bytes = max(1, min(_SEGMENT_BYTES, capacity // _SEGMENTS_AT_LEAST))

    @property
    def past(self) -> Path:
        return self.path / "past.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep all others, processes and threads, from changing anything.

        Raises:
            OSError: the folder can't be written to.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            # Said, not left to close(): a process forked meanwhile holds a copy of the file.
            fcntl.flock(file, fcntl.LOCK_UN)
            os.close(file)

    def lanes(self) -> list[Lane]:
        return [Lane(path) for path in sorted(self.path.glob("lane-*"))]

    def size(self) -> int:
        """Return how many bytes of records wait, in all lanes."""
        return sum(segment.size for lane in self.lanes() for segment in lane.segments())

    def is_nearly_full(self) -> bool:
        """Whether somebody should look before messages are given up."""
        return self.size() >= _NEARLY * self.capacity

    def open_lane(self, attach: Callable[[Path], None]) -> Lane:
        """Make a lane for this process; ``attach`` makes and locks its account, before anybody can take it for dead.

        Raises:
            OSError: the folder can't be written to.
        """
        with self.locked():
            lane = Lane(self.path / f"lane-{os.getpid()}-{secrets.token_hex(4)}")
            lane.path.mkdir(mode=0o700)
            try:
                attach(lane.account)
            except OSError:
                shutil.rmtree(lane.path, ignore_errors=True)
                raise
            return lane

    def append(self, lane: Lane, records: Sequence[Record]) -> Appended:
        """Write records, the most valuable first. Those worth less make room; what then has none is shed."""
        appended = Appended()
        by_worth: dict[Worth, list[Record]] = {}
        for record in records:
            by_worth.setdefault(worth_of(record.topic, record.content), []).append(record)
        for worth, some in sorted(by_worth.items(), reverse=True):
            left = some
            while left:
                part, left = _first_part(left, self._segment_bytes)
                try:
                    with self.locked():
                        self._append_part(lane, worth, part, appended)
                except OSError as error:
                    appended.error = error
                    appended.note_shed(Counter(record.topic for record in part), worth)
        return appended

    def _append_part(self, lane: Lane, worth: Worth, part: list[Record], appended: Appended) -> None:
        frames = [encode(record) for record in part]
        room = self._make_room(sum(map(len, frames)), worth, appended)
        fitting = 0
        while fitting < len(frames) and len(frames[fitting]) <= room:
            room -= len(frames[fitting])
            fitting += 1
        if fitting:
            _write(self._last_segment(lane, worth), b"".join(frames[:fitting]))
        appended.written.update(record.topic for record in part[:fitting])
        appended.note_shed(Counter(record.topic for record in part[fitting:]), worth)

    def _make_room(self, needed: int, worth: Worth, appended: Appended) -> int:
        """Remove segments worth less than ``worth`` until ``needed`` bytes are free; return how many are."""
        free = self.capacity - self.size()
        if free >= needed:
            return free
        lesser = [segment for lane in self.lanes() for segment in lane.segments() if segment.worth < worth]
        for segment in sorted(lesser, key=lambda segment: (segment.worth, segment.number)):
            if free >= needed:
                break
            free += segment.size
            appended.note_dropped(segment.topics(), segment.worth)
            segment.path.unlink(missing_ok=True)
        return free

    def _last_segment(self, lane: Lane, worth: Worth) -> Path:
        own = [segment for segment in lane.segments() if segment.worth == worth]
        if own and own[-1].size < self._segment_bytes:
            return own[-1].path
        return lane.path / f"{worth:d}-{own[-1].number + 1 if own else 1:08d}.segment"

    def rewrite(self, segment: Segment, keep: Callable[[Record], bool]) -> tuple[Counter[str], int]:
        """Leave only what ``keep`` wants; return how many of each topic went, and how many damaged stretches.

        Raises:
            OSError: it can't be written; it stays as it was.
        """
        removed: Counter[str] = Counter()
        damaged = 0
        with self.locked():
            try:
                content = segment.path.read_bytes()
            except FileNotFoundError:
                return removed, damaged
            kept = []
            for raw, record in scan(content):
                if record is None:
                    damaged += 1
                elif keep(record):
                    kept.append(raw)
                else:
                    removed[record.topic] += 1
            _replace(segment.path, b"".join(kept))
        return removed, damaged


@lru_cache(maxsize=1024)
def _topics_in(segment: Segment, *_: int) -> Counter[str]:
    """Count a file; the other arguments say whether it is still the one that was counted."""
    return Counter(record.topic for record in segment.records())


def _first_part(records: list[Record], most: int) -> tuple[list[Record], list[Record]]:
    """Split off as many records as have ``most`` bytes, at least one."""
    size = 0
    for number, record in enumerate(records):
        size += len(record.content)
        if size > most and number:
            return records[:number], records[number:]
    return records, []


def _write(path: Path, content: bytes) -> None:
    """Append, all or nothing.

    Raises:
        OSError: there is no room.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        before = os.fstat(file).st_size
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(file, left) :]
        except OSError:
            os.ftruncate(file, before)
            raise
    finally:
        os.close(file)


def _replace(path: Path, content: bytes) -> None:
    if not content:
        path.unlink()
        return
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(path)
