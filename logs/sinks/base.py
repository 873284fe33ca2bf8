"""What a log tool must do to be one of ours.

A sink only takes lines. One that can also be read is a ``Store``: the viewer can be pointed at it, and a swap can
compare it with Kafka. Both are told of a line by its ``message_id``: the same line handed over twice is kept once.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import ClassVar, Protocol, runtime_checkable

from consumers.api import DeliveryKind
from logs.lines import LogLine
from logs.queries import Hours, LogQuery, Offsets, Place, Summary


class Sink(Protocol):
    """Where lines are taken to. ``about`` is one sentence for operators."""

    name: ClassVar[str]
    about: ClassVar[str]
    delivery: ClassVar[DeliveryKind]

    def write(self, lines: Sequence[LogLine]) -> None:
        """Return once the tool has said that it has all of ``lines``. May block for as long as its time-outs allow.

        Raises:
            Unavailable: it is down, busy or doesn't let us in; the engine pauses and hands the batch over again.
            PartlyRefused: it has all but those named, which it will never take.
            LineRefused: something in the batch is wrong, and the tool doesn't say what; the engine halves the batch.
        """

    def forget(self) -> None:
        """Delete every line, before the tool is filled anew.

        Raises:
            Unavailable: it is down.
        """


@runtime_checkable
class Store(Sink, Protocol):
    """A sink that gives back what it took. Each method may raise ``Unavailable``."""

    def lines(self, query: LogQuery, *, limit: int, before: Place | None = None) -> list[LogLine]:
        """Return the newest lines that ``query`` means, at most ``limit``, all older than ``before``."""

    def summary(self, query: LogQuery, *, bucket_ms: int) -> Summary:
        """Count the lines that ``query`` means, in buckets of ``bucket_ms``."""

    def patterns(self, query: LogQuery, *, limit: int) -> Counter[str]:
        """Return the most frequent patterns of what ``query`` means."""

    def hours(self, stretches: Collection[Offsets]) -> Hours:
        """Count the lines that came from ``stretches`` of the topic."""
