"""How signals become a verdict: two or one certain to reject, and never an approval where a detector failed."""

from dataclasses import replace
from itertools import count

import pytest

from moderation.content import Circumstances
from moderation.detectors.base import Detector, Settings
from moderation.policy import TIME_LIMIT, Policy, Thresholds, judge
from moderation.signals import Signal
from tests.moderation.judging import content

LIMITS = Thresholds(reject=0.8, person=0.5, counts=0.3)


def saying(name, severity, certain=False):
    def check(reading, known):
        return [Signal(name, f"{name}_found", severity, certain, (), "Because.")] if severity else []

    return Detector(name, "Says so.", lambda _: check)


def policy_with(*detectors, weight=1.0):
    return Policy(
        "1",
        {each.name: Settings(weight) for each in detectors},
        LIMITS,
        {each.name: each for each in detectors},
    )


def verdict(*detectors, **given):
    [judgement] = judge(policy_with(*detectors, **given), [(content("Any."), Circumstances())])
    return judgement.verdict, judgement.score


@pytest.mark.parametrize(
    ("detectors", "expected"),
    [
        ([], ("approved", 0.0)),
        ([saying("a", 0.4)], ("approved", 0.4)),
        ([saying("a", 0.6)], ("person", 0.6)),
        ([saying("a", 0.95)], ("person", 0.95)),
        ([saying("a", 0.95, certain=True)], ("rejected", 0.95)),
        ([saying("a", 0.6), saying("b", 0.6)], ("rejected", 0.84)),
        ([saying("a", 0.79), saying("b", 0.2)], ("person", 0.832)),
    ],
)
def test_a_rejection_needs_one_certain_signal_or_two_that_count(detectors, expected):
    assert verdict(*detectors) == expected


def test_a_weight_takes_certainty_too():
    assert verdict(saying("a", 1.0, certain=True), weight=0.5) == ("person", 0.5)


def test_one_detector_counts_once_however_much_it_finds():
    def check(reading, known):
        return [Signal("a", "x", 0.6, False, (), "."), Signal("a", "y", 0.6, False, (), ".")]

    assert verdict(Detector("a", ".", lambda _: check)) == ("person", 0.6)


def failing(calls):
    def check(reading, known):
        calls.append(reading.content.review_id)
        raise ValueError("what now")

    return Detector("broken", "Fails.", lambda _: check)


@pytest.mark.parametrize("other", [saying("a", 0.0), saying("a", 1.0, certain=True)])
def test_where_a_detector_fails_a_person_looks(other):
    [judgement] = judge(policy_with(failing([]), other), [(content("Any."), Circumstances())])

    assert judgement.verdict == "person"
    assert "ValueError: what now" in next(
        each.why for each in judgement.signals if each.code == "detector_failed"
    )


def test_where_a_detector_takes_too_long_a_person_looks():
    ticks = count(step=2 * TIME_LIMIT)

    [judgement] = judge(
        policy_with(saying("slow", 0.0)), [(content("Any."), Circumstances())], cpu=lambda: next(ticks)
    )

    assert (judgement.verdict, judgement.reasons) == ("person", ("detector_failed",))


def test_what_fails_again_and_again_is_not_asked_for_the_rest_of_the_batch():
    calls: list[str] = []
    policy = policy_with(failing(calls))
    cases = [(replace(content("Any."), review_id=str(number)), Circumstances()) for number in range(6)]

    assert {each.verdict for each in judge(policy, cases)} == {"person"}
    assert calls == ["0", "1", "2"]
    judge(policy, cases[:1])
    assert calls == ["0", "1", "2", "0"]


def test_a_pattern_that_runs_away_sends_its_review_to_a_person(monkeypatch):
    from moderation import lists

    monkeypatch.setattr(lists, "PATTERN_TIMEOUT", 0.01)
    monkeypatch.setattr(lists, "_TRIALS", ())
    patterns = lists.Patterns([r"(?:c+)+d"])
    detector = Detector(
        "odd", "Runs away.", lambda _: lambda reading, known: list(patterns.find(reading.folded.text))
    )

    [judgement] = judge(
        policy_with(detector), [(content("c" * 40 + " cd?".replace("cd", "xd")), Circumstances())]
    )

    assert judgement.verdict in {"approved", "person"}
