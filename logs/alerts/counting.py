"""Lines become counts. Pure: a batch goes in, the cells to add come out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple

from consumers.api import Delivery
from logs.alerts.fingerprints import Fingerprint
from logs.alerts.lines import Line
from logs.alerts.rules import RuleSpec
from tracking.events.logs import LogRecorded

ALL: Final = ""
"""The series that stands for everything a rule counts."""


class Series(NamedTuple):
    rule_id: int
    digest: str


class Cell(NamedTuple):
    """A stretch of event time of one series in one partition."""

    series: Series
    bucket: int
    partition: int


@dataclass(slots=True)
class Tally:
    matched: int = 0
    total: int = 0
    first_offset: int | None = None
    last_offset: int | None = None

    def add(self, offset: int, *, is_matched: bool) -> None:
        self.total += 1
        if is_matched:
            self.matched += 1
            self.first_offset = offset if self.first_offset is None else min(self.first_offset, offset)
            self.last_offset = offset if self.last_offset is None else max(self.last_offset, offset)


class Hit(NamedTuple):
    """A line that a rule counts. ``at`` is its event time in ms, never later than Kafka's own."""

    rule: RuleSpec
    labels: tuple[str, ...]
    is_matched: bool
    at: int
    line: Line
    delivery: Delivery


@dataclass(slots=True)
class Found:
    """What a batch brought. ``kinds`` are the errors that rules tell apart, with the first and last time of each."""

    cells: dict[Cell, Tally] = field(default_factory=dict)
    labels: dict[Series, dict[str, str]] = field(default_factory=dict)
    samples: dict[Series, str] = field(default_factory=dict)
    kinds: dict[str, tuple[Fingerprint, int, int]] = field(default_factory=dict)

    def buckets_of(self, series: Series) -> list[int]:
        """Return where lines that the rule looks for fell, in order."""
        return sorted(
            {cell.bucket for cell, tally in self.cells.items() if cell.series == series and tally.matched}
        )


def hits(deliveries: Iterable[Delivery], rules: Sequence[RuleSpec], *, not_before: int) -> list[Hit]:
    """Return every (line, rule) that counts. Lines from before ``not_before`` (ms) count for nothing any more."""
    found = []
    for delivery in deliveries:
        record = delivery.event
        if not isinstance(record, LogRecorded):
            continue
        at = min(record.date, delivery.record.timestamp)
        if at < not_before:
            continue
        line = Line(record)
        for rule in rules:
            if rule.kind not in {"rate", "spike"} and line.severity < rule.least_severity:
                continue
            if not rule.is_counted(line):
                continue
            is_matched = rule.is_matched(line)
            if is_matched or rule.kind in {"rate", "spike"}:
                values = _values(rule, line, is_matched=is_matched)
                found.append(Hit(rule, values, is_matched, at, line, delivery))
    return found


def _values(rule: RuleSpec, line: Line, *, is_matched: bool) -> tuple[str, ...]:
    # A baseline is about all series together, and their labels may cost something.
    if rule.kind == "spike" and not is_matched:
        return ()
    return tuple(line.label(name) for name in rule.labels_of_series)


def fold(found_hits: Iterable[Hit]) -> Found:
    """Add the hits up."""
    found = Found()
    for hit in found_hits:
        if hit.is_matched or hit.rule.kind == "rate":
            _count(found, hit, digest(hit.labels))
        if hit.rule.kind == "spike":
            _add(found, hit, Series(hit.rule.id, ALL), is_matched=False)
        if hit.is_matched and "fingerprint" in hit.rule.labels_of_series:
            kind = hit.line.fingerprint
            _, first, last = found.kinds.get(kind.key, (kind, hit.at, hit.at))
            found.kinds[kind.key] = (kind, min(first, hit.at), max(last, hit.at))
    return found


def _count(found: Found, hit: Hit, series_digest: str) -> None:
    series = Series(hit.rule.id, series_digest)
    _add(found, hit, series, is_matched=hit.is_matched)
    if hit.is_matched and series not in found.samples:
        found.samples[series] = hit.line.sample
        found.labels[series] = alert_labels(
            hit.rule, dict(zip(hit.rule.labels_of_series, hit.labels, strict=True)), hit.line
        )


def _add(found: Found, hit: Hit, series: Series, *, is_matched: bool) -> None:
    record = hit.delivery.record
    cell = Cell(series, hit.rule.bucket_of(hit.at), record.partition)
    found.cells.setdefault(cell, Tally()).add(record.offset, is_matched=is_matched)


def alert_labels(rule: RuleSpec, own: Mapping[str, str], line: Line | None) -> dict[str, str]:
    """Return an alert's labels: its series' own, and what its route may ask for besides."""
    if line is None:
        besides = dict(rule.matchers)
    else:
        besides = {name: line.label(name) for name in ("service", "app", *rule.matchers)}
    labels = {"rule": rule.name, "importance": rule.importance, **besides, **own}
    return {name: value for name, value in labels.items() if value}


def digest(values: Sequence[str]) -> str:
    """Return the short form of a series' labels; never that of ``ALL``."""
    return blake2b("\0".join(values).encode(errors="replace"), digest_size=16).hexdigest()
