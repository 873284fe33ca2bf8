"""Log lines in files: NDJSON, a folder a partition, full ones compressed by zstd."""

import heapq
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import ClassVar, Final

from consumers.api import DeliveryKind
from logs.lines import LogLine
from logs.queries import FACETS, Hours, LogQuery, Offsets, Place, Summary
from logs.sinks.file_lane import Lane, read_lines
from tracking.topics import WEB_LOGS

# About sixty thousand lines, a tenth of that when compressed: read as a whole where something is looked for.
ROTATE_BYTES: Final = 32 * 1024 * 1024
# How long a page may wait for files to be read; what was found by then is shown, and that it isn't all.
_PATIENCE_SECONDS: Final = 8.0
# Clocks of several machines differ, and lines wait for Kafka: how much earlier than its line a file may end.
_SLACK_SECONDS: Final = 3600.0


class FilesSink:
    """Files under ``folder``. They are read from beginning to end where something is looked for, the newest first:
    fit for keeping and for taking elsewhere, and for looking into when there is nothing else."""

    name: ClassVar[str] = "files"
    about: ClassVar[str] = "Keep log lines in NDJSON files, compressed when full."
    delivery: ClassVar[DeliveryKind] = "at_least_once"

    def __init__(
        self, folder: Path, *, rotate_bytes: int = ROTATE_BYTES, patience: float = _PATIENCE_SECONDS
    ) -> None:
        self._folder = folder
        self._patience = patience
        self._lanes = {
            number: Lane(folder / str(number), rotate_bytes=rotate_bytes)
            for number in range(WEB_LOGS.partitions)
        }

    def write(self, lines: Sequence[LogLine]) -> None:
        by_partition: defaultdict[int, list[LogLine]] = defaultdict(list)
        for line in lines:
            by_partition[line.partition].append(line)
        for number, mine in by_partition.items():
            self._lanes[number].append(mine)

    def forget(self) -> None:
        """Delete every file of log lines."""
        for lane in self._lanes.values():
            lane.forget()

    def drop(self, *, before: float) -> int:
        """Delete full files last written to before ``before`` (s since 1970); return how many."""
        return sum(lane.drop(before=before) for lane in self._lanes.values())

    def lines(self, query: LogQuery, *, limit: int, before: Place | None = None) -> list[LogLine]:
        newest: list[LogLine] = []
        for modified, path in self._newest_first(query):
            if len(newest) == limit and newest[-1].date / 1000 > modified + _SLACK_SECONDS:
                break  # all that follow are older
            found = (
                line
                for line in read_lines(path)
                if query.takes(line) and (before is None or line.place < before)
            )
            newest = heapq.nlargest(limit, chain(newest, found), key=attrgetter("place"))
        return newest

    def summary(self, query: LogQuery, *, bucket_ms: int) -> Summary:
        found = Summary()
        for line, in_time in self._found(query):
            found.is_partial |= not in_time
            found.histogram[line.date // bucket_ms * bucket_ms, line.level] += 1
            for name in FACETS:
                found.facets[name][getattr(line, name)] += 1
        return found

    def patterns(self, query: LogQuery, *, limit: int) -> Counter[str]:
        counted = Counter(line.pattern for line, _ in self._found(query))
        return Counter(dict(counted.most_common(limit)))

    def hours(self, stretches: Collection[Offsets]) -> Hours:
        found: Hours = Counter()
        for stretch in stretches:
            for path in self._lanes[stretch.partition].files():
                for line in read_lines(path):
                    if stretch.first <= line.offset < stretch.stop:
                        found[stretch.partition, line.date // 3_600_000] += 1
        return found

    def _found(self, query: LogQuery) -> Iterator[tuple[LogLine, bool]]:
        """Yield the lines that ``query`` means, and whether all of them are being looked at."""
        deadline = time.monotonic() + self._patience
        for _, path in self._newest_first(query):
            in_time = time.monotonic() < deadline
            for line in read_lines(path):
                if query.takes(line):
                    yield line, in_time
            if not in_time:
                return

    def _newest_first(self, query: LogQuery) -> list[tuple[float, Path]]:
        """Return when each file that may hold what is meant was last written to (s since 1970), and the file."""
        found = []
        for number, lane in self._lanes.items():
            if query.offsets is not None and query.offsets.partition != number:
                continue
            for path in lane.files():
                try:
                    modified = path.stat().st_mtime
                except FileNotFoundError:  # compressed this very moment
                    modified = time.time()
                if modified + _SLACK_SECONDS >= query.since / 1000:
                    found.append((modified, path))
        return sorted(found, reverse=True)
