"""A policy: which detectors, how much each counts, and from where on a review is rejected or a person looks at it.

A policy is a frozen value, made from a document (``moderation.documents`` reads one). ``judge`` is pure but for a clock
that only counts a detector's own time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import thread_time
from typing import Final, Literal

from moderation.content import Circumstances, Content
from moderation.detectors import DETECTORS
from moderation.detectors.base import Check, Detector, Settings
from moderation.reading import Reading
from moderation.signals import Signal

type Verdict = Literal["approved", "rejected", "person"]

# CPU seconds one detector may take for one review; the slowest needs a thousandth of it.
TIME_LIMIT: Final = 0.25
# A detector that failed so often in one batch isn't asked again in it, or a slow one would hold up the whole topic.
_GIVEN_UP: Final = 3
FAILED: Final = "detector_failed"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from 0 to 1. From ``person`` on a person looks, from ``reject`` on a review may be rejected; a signal
    below ``counts`` doesn't count as one of the two that a rejection needs."""

    reject: float
    person: float
    counts: float


@dataclass(frozen=True)
class Policy:
    """One version of the rules. Two policies of one version are the same."""

    version: str
    detectors: Mapping[str, Settings]
    thresholds: Thresholds
    registry: Mapping[str, Detector] = field(default_factory=lambda: DETECTORS, repr=False, compare=False)

    @cached_property
    def checks(self) -> tuple[tuple[str, float, Check], ...]:
        """The name, weight and check of each enabled detector; built once.

        Raises:
            BadPattern: a pattern can't be used.
        """
        return tuple(
            (name, self.detectors[name].weight, detector.build(self.detectors[name]))
            for name, detector in self.registry.items()
            if self.detectors[name].enabled
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy makes of a review. ``score`` runs from 0 (nothing found) to 1; ``signals`` and ``reasons`` (their
    codes) stand most severe first."""

    verdict: Verdict
    score: float
    signals: tuple[Signal, ...]
    reasons: tuple[str, ...]
    policy_version: str


def judge(
    policy: Policy,
    cases: Sequence[tuple[Content, Circumstances]],
    *,
    cpu: Callable[[], float] = thread_time,
) -> list[Judgement]:
    """Return a judgement for each case, in their order.

    A detector that raises or takes longer than ``TIME_LIMIT`` makes the case a person's, whatever the others say: never
    an approval.
    """
    failures: dict[str, int] = {}
    return [_judgement(policy, _signals(policy, content, known, failures, cpu)) for content, known in cases]


def _signals(
    policy: Policy,
    content: Content,
    known: Circumstances,
    failures: dict[str, int],
    cpu: Callable[[], float],
) -> list[tuple[float, Signal]]:
    """Return (weighted severity, signal) of everything found."""
    reading = Reading(content)
    found: list[tuple[float, Signal]] = []
    for name, weight, check in policy.checks:
        if failures.get(name, 0) >= _GIVEN_UP:
            found.append((0.0, _failure(name, "it had failed too often in this batch")))
            continue
        started = cpu()
        try:
            signals = [(weight * signal.severity, signal) for signal in check(reading, known)]
        except Exception as error:
            found.append((0.0, _failure(name, f"{type(error).__name__}: {error}")))
            failures[name] = failures.get(name, 0) + 1
            continue
        found += signals
        if cpu() - started > TIME_LIMIT:
            found.append((0.0, _failure(name, "it took too long")))
            failures[name] = failures.get(name, 0) + 1
    return found


def _failure(name: str, why: str) -> Signal:
    return Signal(name, FAILED, 0.0, False, (), f"The detector “{name}” gave no answer: {why}.")


def _judgement(policy: Policy, found: list[tuple[float, Signal]]) -> Judgement:
    found.sort(key=lambda each: -each[0])
    strongest: dict[str, float] = {}
    for severity, signal in found:
        strongest[signal.detector] = max(severity, strongest.get(signal.detector, 0.0))
    innocence = 1.0
    for severity in strongest.values():
        innocence *= 1 - severity
    score = round(1 - innocence, 4)
    signals = tuple(signal for _, signal in found)
    reasons = tuple(dict.fromkeys(signal.code for signal in signals))
    return Judgement(
        _verdict(policy.thresholds, score, found, strongest), score, signals, reasons, policy.version
    )


def _verdict(
    thresholds: Thresholds, score: float, found: list[tuple[float, Signal]], strongest: Mapping[str, float]
) -> Verdict:
    if any(signal.code == FAILED for _, signal in found):
        return "person"
    counting = sum(severity >= thresholds.counts for severity in strongest.values())
    certain = any(signal.certain and severity >= thresholds.reject for severity, signal in found)
    if score >= thresholds.reject and (certain or counting >= 2):
        return "rejected"
    return "person" if score >= thresholds.person else "approved"
