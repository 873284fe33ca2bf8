"""What lies in the spool, for whoever must show or erase what is kept of a person."""

from collections import Counter
from collections.abc import Callable, Iterator

from django.conf import settings

from tracking.spool.accounts import Field, past_add
from tracking.spool.folder import SpoolFolder
from tracking.spool.records import Record


def spool_folder() -> SpoolFolder:
    """Return the folder that the settings name."""
    return SpoolFolder(settings.SPOOL_DIR, capacity=settings.SPOOL_MAX_BYTES)


def read() -> Iterator[Record]:
    """Give every readable message that waits in the spool, of all processes."""
    for lane in spool_folder().lanes():
        for segment in lane.segments():
            yield from segment.records()


def erase(is_theirs: Callable[[str, bytes], bool]) -> int:
    """Remove the messages for which ``is_theirs(topic, content)`` holds, while processes go on writing and sending;
    return how many. ``topic`` is the declared name.

    Messages still in a process's memory (for seconds) are not reached: consumers drop them by ``erased_at``.

    Raises:
        OSError: the spool can't be written to; what was removed before stays so.
    """
    folder, erased = spool_folder(), Counter[str]()
    for lane in folder.lanes():
        for segment in lane.segments():
            if not any(is_theirs(record.topic, record.content) for record in segment.records()):
                continue
            removed, _ = folder.rewrite(segment, lambda record: not is_theirs(record.topic, record.content))
            erased += removed
    if erased:
        with folder.locked():
            counts = {topic: [0] * len(Field) for topic in erased}
            for topic, count in erased.items():
                counts[topic][Field.ERASED] = count
            past_add(folder.past, counts)
    return erased.total()
