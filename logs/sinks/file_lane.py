"""The files of one partition: one that grows, and those that are full, compressed, each with a note of what it holds.

    <folder>/<partition>/00000000000000004711.ndjson        grows; named after its first offset
                         00000000000000000000.ndjson.zst    full
                         00000000000000000000.json          the offsets in it

Kafka's offset says whether a line is there already, so a batch that is handed over again, by whichever process, adds
what is missing and nothing else. A process that was killed while writing leaves half a line at most, which the next one
cuts off. Two processes keep each other out by a lock on the folder, and each looks whether the other has written.
"""

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from consumers.errors import Unavailable
from logs.lines import LogLine
from logs.sinks.ranges import Ranges

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GROWING: Final = ".ndjson"
_FULL: Final = ".ndjson.zst"
_NOTE: Final = ".json"


class _Key(msgspec.Struct):
    """What a line is recognised by."""

    message_id: str
    offset: int


class _Note(msgspec.Struct):
    """What a full file holds."""

    offsets: list[tuple[int, int]]


_keys: Final = msgspec.json.Decoder(_Key)
_lines: Final = msgspec.json.Decoder(LogLine)
_encode: Final = msgspec.json.Encoder().encode


class Lane:
    """One partition's files. ``rotate_bytes`` is how large the growing one may become."""

    def __init__(self, folder: Path, *, rotate_bytes: int) -> None:
        self._folder = folder
        self._rotate_bytes = rotate_bytes
        self._seen: tuple[str, int] | None = None
        self._offsets = Ranges()
        # A line that a producer sent twice has two offsets and one id. The second comes soon after the first.
        self._ids: set[str] = set()
        self._older_ids: set[str] = set()

    def append(self, lines: Sequence[LogLine]) -> None:
        """Write those of ``lines``, all of this partition, that aren't there; they are on disk when it returns.

        Raises:
            Unavailable: the folder can't be written to, or another process is busy with it.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._locked():
                self._catch_up()
                new = [line for line in lines if self._is_new(line)]
                if new:
                    self._write(new)
        except OSError as error:
            self._seen = None
            raise Unavailable(f"{self._folder}: {error.strerror or error}") from error

    def forget(self) -> None:
        """Delete the files."""
        if self._folder.exists():
            with self._locked():
                for path in self._folder.glob("*.*"):
                    path.unlink()
        self._seen = None

    def drop(self, *, before: float) -> int:
        """Delete full files that were last written to before ``before`` (s since 1970); return how many."""
        dropped = 0
        if self._folder.exists():
            with self._locked():
                for path in self._folder.glob(f"*{_FULL}"):
                    if path.stat().st_mtime < before:
                        path.unlink()
                        _note_of(path).unlink(missing_ok=True)
                        dropped += 1
        return dropped

    def files(self) -> list[Path]:
        """Return the files of lines, the newest first."""
        found = {path.name.partition(".")[0]: path for path in self._folder.glob(f"*{_FULL}")}
        # While a file is being compressed it is there twice.
        found |= {path.stem: path for path in self._folder.glob(f"*{_GROWING}")}
        return [found[name] for name in sorted(found, reverse=True)]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(handle)

    def _is_new(self, line: LogLine) -> bool:
        if line.offset in self._offsets:
            return False
        self._offsets.add(line.offset)
        if line.message_id in self._ids or line.message_id in self._older_ids:
            return False
        self._ids.add(line.message_id)
        return True

    def _write(self, lines: Sequence[LogLine]) -> None:
        growing = self._growing() or self._folder / f"{lines[0].offset:020}{_GROWING}"
        with growing.open("ab") as file:
            file.write(b"".join(_encode(line) + b"\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        self._seen = (growing.name, size)
        if size >= self._rotate_bytes:
            self._compress(growing)
            self._older_ids, self._ids = self._ids, set()
            self._seen = ("", 0)

    def _growing(self) -> Path | None:
        return max(self._folder.glob(f"*{_GROWING}"), default=None)

    def _catch_up(self) -> None:
        """Learn what is there, unless nobody but us has written since we last looked."""
        growing = self._growing()
        if self._seen == (("", 0) if growing is None else (growing.name, growing.stat().st_size)):
            return
        self._ids, self._older_ids = set(), set()
        stretches: list[tuple[int, int]] = []
        for path in self._folder.glob(f"*{_FULL}"):
            stretches += msgspec.json.decode(_note_of(path).read_bytes(), type=_Note).offsets
        self._offsets = Ranges(stretches)
        if growing is not None:
            _cut_half_a_line(growing)
            for key in _keys_in(growing):
                self._offsets.add(key.offset)
                self._ids.add(key.message_id)
        if full := max(self._folder.glob(f"*{_FULL}"), default=None):
            self._older_ids = {key.message_id for key in _keys_in(full)}
        self._seen = ("", 0) if growing is None else (growing.name, growing.stat().st_size)

    def _compress(self, growing: Path) -> None:
        """Turn the growing file into a full one: note and all are there before it goes."""
        offsets = Ranges()
        for key in _keys_in(growing):
            offsets.add(key.offset)
        full = growing.with_suffix(_FULL)
        _replace(_note_of(full), msgspec.json.encode(_Note(offsets.stretches())))
        _replace(full, zstd.compress(growing.read_bytes()), modified=growing.stat().st_mtime)
        growing.unlink()


def read_lines(path: Path) -> Iterator[LogLine]:
    """Yield the lines of a file, in the order in which they were written; half a line at its end is left out.

    A file that was compressed meanwhile is read where it is now; one that was deleted holds nothing.
    """
    for row in _rows(path):
        yield _lines.decode(row)


def _keys_in(path: Path) -> Iterator[_Key]:
    return map(_keys.decode, _rows(path))


def _rows(path: Path) -> Iterator[bytes]:
    try:
        content = _content(path)
    except FileNotFoundError:
        with suppress(FileNotFoundError):
            yield from _content(path.with_name(path.name.partition(".")[0] + _FULL)).split(b"\n")[:-1]
        return
    yield from content.split(b"\n")[:-1]


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return zstd.decompress(content) if path.suffix == ".zst" else content


def _note_of(full: Path) -> Path:
    return full.with_name(full.name.removesuffix(_FULL) + _NOTE)


def _cut_half_a_line(path: Path) -> None:
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)


def _replace(path: Path, content: bytes, *, modified: float | None = None) -> None:
    """Put ``content`` at ``path``, all of it or nothing."""
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if modified is not None:
        os.utime(draft, (modified, modified))
    draft.replace(path)
