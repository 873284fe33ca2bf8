"""What became of every message, kept on disk by each process for itself.

An account is a small file in shared memory: counting is one store, and what was counted outlives a ``kill -9``. While
its process lives it holds a lock on the file, so everybody can tell who is gone. The accounts of those who are gone
are added up in ``past.json``, so the books hold as long as the spool itself does: over crashes and restarts.
"""

import fcntl
import mmap
import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Final

import msgspec


class Field(IntEnum):
    """What is counted for each topic. Every message produced ends as delivered, spooled or shed, by the same process;
    every spooled one as re-sent, dropped or erased, by whichever process."""

    PRODUCED = 0
    DELIVERED = 1
    """Acknowledged by the broker, without a detour."""
    SPOOLED = 2
    SHED = 3
    """Given up before it reached the disk."""
    RESENT = 4
    """Acknowledged by the broker, from the spool."""
    DROPPED = 5
    """Given up on the disk: room was needed for what is worth more, or the broker refuses it for good."""
    ERASED = 6
    DAMAGED = 7
    """Found torn or flipped. Not subtracted from anything: a damaged message is a lost one."""
    YIELDED = 8
    """Those of ``SHED`` and ``DROPPED`` that are meant to make room (``worth.yields``): they are no fault."""


type Counts = dict[str, list[int]]
"""By topic, one number for each ``Field``."""

_TOPICS: Final = 64
_NAME_BYTES: Final = 64
_CELL: Final = 8
_ROW_CELLS: Final = _NAME_BYTES // _CELL + len(Field)
_BYTES: Final = _TOPICS * _ROW_CELLS * _CELL


class Account:
    """The account of this process. Thread-safe. Kept in memory until ``attach`` gives it a file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file: int | None = None
        self._map = mmap.mmap(-1, _BYTES)
        self._cells = memoryview(self._map).cast("Q")
        self._rows: dict[str, int] = {}

    def add(self, topic: str, field: Field, count: int = 1) -> None:
        with self._lock:
            row = self._rows.get(topic)
            if row is None:
                row = self._new_row(topic)
            self._cells[row + field] += count

    def in_flight(self) -> int:
        """Return how many messages are neither delivered nor on the disk nor given up."""
        with self._lock:
            return sum(in_flight(counts) for counts in counts_in(bytes(self._map)).values())

    def attach(self, path: Path) -> None:
        """Move the account into a new file at ``path``, and lock it.

        Raises:
            OSError: it can't be written; the account stays where it was.
        """
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Written out, not stretched: a store into a hole of a full disk would end the process.
            if os.write(file, bytes(_BYTES)) != _BYTES:
                raise OSError(f"no room for {path}")
            shared = mmap.mmap(file, _BYTES)
        except OSError:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
        self._move(shared, file)

    def close(self) -> None:
        """Release the file: whoever looks at it takes this process for gone. What is still counted goes nowhere."""
        self._move(mmap.mmap(-1, _BYTES), None)

    def forget(self) -> None:
        """Close a parent's file in a child that was just forked. Takes no lock: a thread of the parent may have it."""
        self._release()

    def _move(self, target: mmap.mmap, file: int | None) -> None:
        with self._lock:
            target[:] = self._map[:]
            self._release()
            self._file, self._map = file, target
            self._cells = memoryview(target).cast("Q")

    def _release(self) -> None:
        self._cells.release()
        self._map.close()
        if self._file is not None:
            os.close(self._file)

    def _new_row(self, topic: str) -> int:
        start = len(self._rows) * _ROW_CELLS
        name = topic.encode()[:_NAME_BYTES]
        self._map[start * _CELL : start * _CELL + len(name)] = name
        row = self._rows[topic] = start + _NAME_BYTES // _CELL
        return row


def counts_in(content: bytes) -> Counts:
    """Return what an account's file says."""
    cells = memoryview(content).cast("Q") if len(content) == _BYTES else memoryview(b"").cast("Q")
    found: Counts = {}
    for start in range(0, len(cells), _ROW_CELLS):
        name = content[start * _CELL : start * _CELL + _NAME_BYTES].rstrip(b"\0").decode()
        if not name:
            break
        found[name] = list(cells[start + _ROW_CELLS - len(Field) : start + _ROW_CELLS])
    return found


def in_flight(counts: list[int]) -> int:
    """Return how many of a process's messages have no fate yet. Of a process that is gone: how many it took along."""
    return counts[Field.PRODUCED] - counts[Field.DELIVERED] - counts[Field.SPOOLED] - counts[Field.SHED]


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock on ``path``."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(file)


def total(all_counts: Iterable[Counts]) -> Counts:
    """Return the sums of several accounts."""
    sums: Counts = defaultdict(lambda: [0] * len(Field))
    for counts in all_counts:
        for topic, numbers in counts.items():
            sums[topic] = [mine + more for mine, more in zip(sums[topic], numbers, strict=True)]
    return dict(sums)


class Past(msgspec.Struct):
    """The sums of the processes that are gone. ``folded`` names the lane that was added last: should its folder
    still be there after a crash, it is not counted twice."""

    counts: dict[str, dict[str, int]] = {}
    folded: str = ""
    settled: dict[str, dict[str, int]] = {}
    """By topic, what of ``shed`` and ``unaccounted`` an operator has looked at."""

    def as_counts(self) -> Counts:
        return {topic: [named.get(field.name, 0) for field in Field] for topic, named in self.counts.items()}


def past_read(path: Path) -> Past:
    """Return the sums at ``path``; nothing where there is no file yet."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Past)
    except FileNotFoundError:
        return Past()


def past_write(path: Path, past: Past) -> None:
    """Write the sums, whole or not at all. The caller holds the spool's lock since before it read them.

    Raises:
        OSError: it can't be written.
    """
    partial = path.with_suffix(".partial")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(past), indent=1))
    partial.replace(path)


def past_add(path: Path, counts: Mapping[str, list[int]], *, folded: str | None = None) -> None:
    """Add ``counts`` to the sums at ``path``. The caller holds the spool's lock.

    Raises:
        OSError: it can't be written.
    """
    past = past_read(path)
    sums = total([past.as_counts(), dict(counts)])
    past.counts = {topic: {field.name: numbers[field] for field in Field} for topic, numbers in sums.items()}
    past.folded = past.folded if folded is None else folded
    past_write(path, past)
