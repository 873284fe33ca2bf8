"""What somebody looks for among log lines, and what they are told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from logs.lines import LogLine
from logs.words import Term, matches

# The fields that lines are counted and narrowed by, as tools keep them.
FACETS: Final = ("level", "service", "logger", "consumer")
END_OF_TIME: Final = 2**53

type Place = tuple[int, int, int]
type Hours = Counter[tuple[int, int]]
"""How many lines, by partition and hour since 1970."""


@dataclass(frozen=True, slots=True)
class Offsets:
    """A stretch of one partition: from ``first`` to just before ``stop``."""

    partition: int
    first: int
    stop: int


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which lines: from ``since`` to just before ``until`` (ms since 1970), and with everything else that is given.
    ``chosen`` has, for some of ``FACETS``, the values that are allowed."""

    since: int = 0
    until: int = END_OF_TIME
    terms: tuple[Term, ...] = ()
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pattern: str = ""
    trace: str = ""
    offsets: Offsets | None = None

    def takes(self, line: LogLine) -> bool:
        """Whether ``line`` is meant: for tools that look at each line."""
        stretch = self.offsets
        return (
            self.since <= line.date < self.until
            and all(getattr(line, name) in values for name, values in self.chosen.items())
            and (not self.pattern or line.pattern == self.pattern)
            and (not self.trace or line.trace_id == self.trace or self.trace in line.links)
            and (
                stretch is None
                or (line.partition == stretch.partition and stretch.first <= line.offset < stretch.stop)
            )
            and (not self.terms or matches(self.terms, line.text))
        )


@dataclass(slots=True)
class Summary:
    """All lines that a query means, counted: ``histogram`` by (start of the bucket in ms, level), ``facets`` by value.
    ``is_partial`` says that a tool gave up counting before the end."""

    histogram: Counter[tuple[int, str]] = field(default_factory=Counter)
    facets: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FACETS})
    is_partial: bool = False

    @property
    def total(self) -> int:
        return self.histogram.total()
