"""Stand-in."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.content import Circumstances, Content
from moderation.signals import Signal


@dataclass(frozen=True, slots=True)
class Policy:
    version: str


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: str
    score: float
    signals: tuple[Signal, ...]
    reasons: tuple[str, ...]
    policy_version: str


def judge(policy: Policy, cases: Sequence[tuple[Content, Circumstances]]) -> list[Judgement]:
    return [Judgement("approved", 0.0, (), (), policy.version) for _ in cases]
