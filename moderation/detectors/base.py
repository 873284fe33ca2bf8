"""What a detector is: a name, what it may be told, and a check built from that."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

import msgspec

from moderation.content import Circumstances
from moderation.lists import Patterns, WordList
from moderation.reading import Reading
from moderation.signals import Signal

type Check = Callable[[Reading, Circumstances], Iterable[Signal]]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a policy says about one detector. ``weight`` scales its severities; ``words`` and ``patterns`` are lists by
    name, ``options`` numbers by name."""

    weight: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    enabled: bool = True
    options: Mapping[str, float] = {}
    words: Mapping[str, tuple[str, ...]] = {}
    patterns: Mapping[str, tuple[str, ...]] = {}

    def word_list(self, name: str) -> WordList:
        return WordList(self.words[name])

    def pattern_list(self, name: str) -> Patterns:
        return Patterns(self.patterns[name])


@dataclass(frozen=True, slots=True)
class Detector:
    """A kind of finding.

    ``build`` makes the check for one policy's settings. The check is pure: it reads a text and its circumstances and
    gives signals under the detector's name. A policy names every one of ``options``, ``words`` and ``patterns``.
    """

    name: str
    about: str
    build: Callable[[Settings], Check]
    options: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()


def names(*given: str) -> frozenset[str]:
    return frozenset(given)
