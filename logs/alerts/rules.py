"""What a rule finds in its counts. Pure: no database, no clock.

Lines are counted in buckets of event time; a window is the buckets that end with a given one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final, Literal, NamedTuple

from logs.alerts.lines import Line
from logs.alerts.matching import Labels

type Kind = Literal["threshold", "rate", "spike", "absence", "new-error"]

LONGEST_SPAN: Final = 86_400
"""Seconds: how far back a rule may look, all its windows together."""
# A window is cut into so many buckets: an event leaves it at most a thirtieth of the window late.
_BUCKETS: Final = 30
_DEFAULT_CLEAR: Final = 0.5


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule as it is evaluated. Times are in seconds; ``limit`` is in lines (threshold), percent (rate) or times the
    usual (spike)."""

    id: int
    name: str
    kind: Kind
    least_severity: int = 17
    text: str = ""
    matchers: Labels = field(default_factory=dict)
    by: tuple[str, ...] = ()
    window: int = 60
    limit: float = 10.0
    clear_limit: float | None = None
    least_count: int = 1
    baseline_windows: int = 12
    hold: int = 0
    calm: int = 60
    importance: str = "warning"
    team_id: int = 0

    @property
    def bucket_width(self) -> int:
        return max(1, self.window // _BUCKETS)

    @property
    def length(self) -> int:
        """The window in whole buckets, in seconds."""
        return -(-self.window // self.bucket_width) * self.bucket_width

    @property
    def span(self) -> int:
        """How far back the counts must reach."""
        return self.length * (1 + (self.baseline_windows if self.kind == "spike" else 0))

    @property
    def labels_of_series(self) -> tuple[str, ...]:
        return (
            (*self.by, "fingerprint")
            if self.kind == "new-error" and "fingerprint" not in self.by
            else self.by
        )

    @property
    def clear_below(self) -> float:
        return self.limit * _DEFAULT_CLEAR if self.clear_limit is None else self.clear_limit

    def bucket_of(self, ms: int) -> int:
        """Return the start, in seconds, of the bucket that the moment ``ms`` falls into."""
        return ms // 1000 // self.bucket_width * self.bucket_width

    def is_counted(self, line: Line) -> bool:
        """Whether ``line`` is one of those that a rate is a part of."""
        return all(fnmatchcase(line.label(label), pattern) for label, pattern in self.matchers.items())

    def is_matched(self, line: Line) -> bool:
        """Whether a line that is counted is also one of those that the rule looks for."""
        return line.severity >= self.least_severity and (not self.text or line.contains(self.text.casefold()))


class Count(NamedTuple):
    """Lines in one bucket: those that the rule looks for, and all that it could have been."""

    matched: int
    total: int = 0


type Counts = Mapping[int, Count]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one moment. Between breached and clear it says nothing, so that nothing flaps."""

    value: float
    breached: bool
    clear: bool
    summary: str


def evaluate(rule: RuleSpec, counts: Counts, *, at: int, coverage: Counts) -> Finding:
    """Judge the window that ends with bucket ``at``.

    ``coverage`` counts everything that the rule counts, whatever its series: a baseline takes only windows in which
    something was counted at all, so that the usual isn't learned from the time the pipeline stood still.
    """
    matched = _sum(counts, rule, at).matched
    match rule.kind:
        case "rate":
            return _rate(rule, _sum(counts, rule, at))
        case "spike":
            return _spike(rule, matched, counts, coverage, at)
        case "new-error":
            return Finding(matched, matched > 0, matched == 0, f"{_lines(matched)} in {rule.window} s")
    summary = f"{_lines(matched)} in {rule.window} s, the limit is {rule.limit:g}"
    return Finding(matched, matched >= rule.limit, matched < rule.clear_below, summary)


def evaluate_absence(rule: RuleSpec, *, silent_for: float) -> Finding:
    """Judge how many seconds no line has come. The clock's business, so nobody asks this while the pipeline lags."""
    is_silent = silent_for >= rule.window
    return Finding(
        silent_for, is_silent, not is_silent, f"no line for {silent_for:,.0f} s, the limit is {rule.window}"
    )


def _sum(counts: Counts, rule: RuleSpec, at: int) -> Count:
    starts = range(at - rule.length + rule.bucket_width, at + 1, rule.bucket_width)
    found = [counts[start] for start in starts if start in counts]
    return Count(sum(count.matched for count in found), sum(count.total for count in found))


def _rate(rule: RuleSpec, count: Count) -> Finding:
    percent = 100 * count.matched / count.total if count.total else 0.0
    is_enough = count.total >= rule.least_count
    return Finding(
        percent,
        is_enough and percent >= rule.limit,
        not is_enough or percent < rule.clear_below,
        f"{percent:.1f} % of {_lines(count.total)} in {rule.window} s, the limit is {rule.limit:g} %",
    )


def _spike(rule: RuleSpec, matched: int, counts: Counts, coverage: Counts, at: int) -> Finding:
    ends = [at - rule.length * number for number in range(1, rule.baseline_windows + 1)]
    known = [end for end in ends if _sum(coverage, rule, end).total]
    usual = sum(_sum(counts, rule, end).matched for end in known) / len(known) if known else 0.0
    # Of a series that was never there before, any line would be infinitely many times the usual.
    times = matched / max(usual, 1.0)
    is_known = 2 * len(known) >= rule.baseline_windows
    return Finding(
        times,
        is_known and matched >= rule.least_count and times >= rule.limit,
        times < rule.clear_below or matched < rule.least_count * _DEFAULT_CLEAR,
        f"{_lines(matched)} in {rule.window} s, {times:.1f} times the usual {usual:.1f}, "
        f"the limit is {rule.limit:g} times",
    )


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"
