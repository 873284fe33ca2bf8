"""The books of everything produced: every message is delivered, waits, was given up, or is missing, and says which."""

import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Final

from tracking.spool.accounts import Counts, Field, counts_in, in_flight, is_held, past_read, past_write, total
from tracking.spool.contents import spool_folder
from tracking.spool.folder import Lane, SpoolFolder
from tracking.topics import TOPICS

_ATTEMPTS: Final = 5
_PAUSE_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class TopicProduction:
    """One topic, all processes of the host since the spool's folder was made. ``produced`` is the sum of the others,
    ``resent`` excepted: that many of ``delivered`` went by the spool, where a lost acknowledgement makes a duplicate
    (under the same ``message_id``)."""

    topic: str
    produced: int
    delivered: int
    resent: int
    waiting: int
    """In the spool, on disk."""
    shed: int
    """Given up, because there was no room or the broker refuses it."""
    yielded: int
    """Those of ``shed`` that are given up by design when there are too many: log lines below WARNING."""
    erased: int
    in_flight: int
    """In the memory of a living process."""
    unaccounted: int
    """Missing: lost with a process that was killed, or with a file that was damaged or removed."""
    new_shed: int
    """Those of ``shed`` that came since somebody settled the books, and did not yield by design."""
    new_unaccounted: int


@dataclass(frozen=True, slots=True)
class Production:
    """All topics that something was produced for, and the spool itself (sizes in bytes)."""

    topics: list[TopicProduction]
    spool_bytes: int
    spool_capacity: int
    is_nearly_full: bool
    damaged: int

    @property
    def problems(self) -> list[str]:
        """What somebody should look at, in words; empty when all is well."""
        shed = sum(row.new_shed for row in self.topics)
        missing = sum(row.new_unaccounted for row in self.topics)
        return [
            *([f"{shed:,} events were shed"] if shed else []),
            *([f"{missing:,} events are unaccounted for"] if missing else []),
            *(["the spool is nearly full"] if self.is_nearly_full else []),
        ]

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "problems": self.problems}


def production() -> Production:
    """Return the books. Read while others count, so a difference is believed when it is seen twice."""
    folder = spool_folder()
    found = _read(folder)
    for _ in range(_ATTEMPTS):
        missing = [row.unaccounted for row in found.topics]
        if not any(missing):
            break
        time.sleep(_PAUSE_SECONDS)
        before, found = missing, _read(folder)
        if [row.unaccounted for row in found.topics] == before:
            break
    return found


def settle(found: Production) -> None:
    """Note that somebody has looked at what is shed and unaccounted for in ``found``: only more of it is a problem
    from now on. The figures stay.

    Raises:
        OSError: the spool can't be written to.
    """
    folder = spool_folder()
    with folder.locked():
        past = past_read(folder.past)
        past.settled = {
            row.topic: {"shed": row.shed - row.yielded, "unaccounted": row.unaccounted}
            for row in found.topics
        }
        past_write(folder.past, past)


def _read(folder: SpoolFolder) -> Production:
    past = past_read(folder.past)
    lanes = [lane for lane in folder.lanes() if lane.path.name != past.folded]
    living: list[Counts] = []
    gone = [past.as_counts()]
    for lane in lanes:
        # Asked first: a process that dies in between leaves counts that are final.
        (living if is_held(lane.account) else gone).append(_counts(lane))
    waiting = sum((segment.topics() for lane in lanes for segment in lane.segments()), Counter[str]())
    alive, everything = total(living), total([*living, *gone])
    names = [topic.name for topic in TOPICS if topic.name in everything or topic.name in waiting]
    return Production(
        topics=[_row(name, everything, alive, waiting[name], past.settled.get(name, {})) for name in names],
        spool_bytes=folder.size(),
        spool_capacity=folder.capacity,
        is_nearly_full=folder.is_nearly_full(),
        damaged=sum(counts[Field.DAMAGED] for counts in everything.values()),
    )


def _counts(lane: Lane) -> Counts:
    try:
        return counts_in(lane.account.read_bytes())
    except FileNotFoundError:  # added to the past this very moment
        return {}


def _row(
    topic: str, everything: Counts, alive: Counts, waiting: int, settled: dict[str, int]
) -> TopicProduction:
    none = [0] * len(Field)
    counts = everything.get(topic, none)
    delivered = counts[Field.DELIVERED] + counts[Field.RESENT]
    shed = counts[Field.SHED] + counts[Field.DROPPED]
    under_way = in_flight(alive.get(topic, none))
    ended = delivered + waiting + shed + counts[Field.ERASED] + under_way
    unaccounted = counts[Field.PRODUCED] - ended
    return TopicProduction(
        topic=topic,
        produced=counts[Field.PRODUCED],
        delivered=delivered,
        resent=counts[Field.RESENT],
        waiting=waiting,
        shed=shed,
        yielded=counts[Field.YIELDED],
        erased=counts[Field.ERASED],
        in_flight=under_way,
        unaccounted=unaccounted,
        new_shed=shed - counts[Field.YIELDED] - settled.get("shed", 0),
        new_unaccounted=unaccounted - settled.get("unaccounted", 0),
    )
