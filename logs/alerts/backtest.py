"""What a rule would have found in the history that Kafka still has. Nothing is written, and nobody is told.

The same parts judge as live: records are counted by event time, and the state machine is walked second by second of
that time, in steps of one bucket.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from consumers import client as kafka
from consumers.api import Delivery
from consumers.batching import gather
from consumers.records import Partition, record_of
from logs.alerts import counting
from logs.alerts.counting import ALL, Series
from logs.alerts.rules import Count, Counts, Finding, RuleSpec, evaluate, evaluate_absence
from logs.alerts.states import Standing, advance
from tracking import codec
from tracking.errors import MalformedEvent, UnknownEvent
from tracking.topics import WEB_LOGS

_A_BATCH = 5000
_IDLE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Episode:
    """A time for which an alert would have fired; ``ended_at`` is None if it fired to the end of the history."""

    labels: dict[str, str]
    fired_at: datetime
    ended_at: datetime | None
    summary: str


@dataclass(slots=True)
class History:
    """What one rule counts in the history. ``first`` and ``last`` are event times in ms."""

    rule: RuleSpec
    counts: dict[Series, dict[int, Count]] = field(default_factory=lambda: defaultdict(dict))
    labels: dict[Series, dict[str, str]] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    lines: int = 0
    seen: set[str] = field(default_factory=set)

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Count ``deliveries``, each message once."""
        by_id = {delivery.event.message_id: delivery for delivery in deliveries}
        new = [delivery for message_id, delivery in by_id.items() if message_id not in self.seen]
        self.seen.update(by_id)
        dates = [delivery.event.date for delivery in new]
        self.lines += len(new)
        self.first = min([*dates, self.first or max(dates, default=0)], default=0)
        self.last = max([*dates, self.last])
        found = counting.fold(counting.hits(new, [self.rule], not_before=0))
        for cell, tally in found.cells.items():
            buckets = self.counts[cell.series]
            before = buckets.get(cell.bucket, Count(0, 0))
            buckets[cell.bucket] = Count(before.matched + tally.matched, before.total + tally.total)
        self.labels = found.labels | self.labels


def history_read(rule: RuleSpec, *, since: datetime | None, progress: Callable[[int], None]) -> History:
    """Count what Kafka has of the logs, from ``since`` (Kafka's time) on, up to now.

    Raises:
        TopicsMissing: the broker doesn't have the topic.
        KafkaException: the broker can't be reached.
    """
    client = kafka.new_client("backtest")
    history = History(rule)
    try:
        partitions = [
            Partition(name, n)
            for name, many in kafka.require_topics(client, [WEB_LOGS]).items()
            for n in range(many)
        ]
        goal = kafka.ends(client, partitions)
        starts = _starts(client, goal, since)
        left = {place for place, end in goal.items() if starts[place] < end}
        client.assign([TopicPartition(*place, starts[place]) for place in left])
        while left:
            batch = list(_batch(client, goal, left))
            history.add(batch)
            progress(len(batch))
    finally:
        client.close()
    return history


def _batch(client: Consumer, goal: dict[Partition, int], left: set[Partition]) -> Iterator[Delivery]:
    for message in gather(client, size=_A_BATCH, wait=0.0, idle=_IDLE_SECONDS):
        error = message.error()
        if error is not None:
            if error.code() == KafkaError._PARTITION_EOF:
                continue
            raise KafkaException(error)
        record = record_of(message)
        if record.offset >= goal[record.place] - 1:
            left.discard(record.place)
        if record.offset >= goal[record.place]:
            continue
        try:
            yield Delivery(codec.decode(WEB_LOGS, record.value), record)
        except (MalformedEvent, UnknownEvent):
            continue


def _starts(client: Consumer, goal: dict[Partition, int], since: datetime | None) -> dict[Partition, int]:
    if since is None:
        return {place: kafka.watermarks(client, place)[0] for place in goal}
    asked = [TopicPartition(*place, int(since.timestamp() * 1000)) for place in goal]
    found = client.offsets_for_times(asked, timeout=10.0)
    return {
        Partition(tp.topic, tp.partition): tp.offset
        if tp.offset >= 0
        else goal[Partition(tp.topic, tp.partition)]
        for tp in found
    }


def episodes(history: History) -> list[Episode]:
    """Return when the rule would have fired, in order."""
    rule = history.rule
    if not history.last:
        return []
    found: list[Episode] = []
    for series, counts in sorted(history.counts.items()):
        if series.digest != ALL:
            labels = history.labels.get(series, {})
            found.extend(_walk(history, counts, labels, history.counts.get(Series(rule.id, ALL), {})))
    if rule.kind == "absence" and not history.counts:
        found.extend(_walk(history, {}, {"rule": rule.name}, {}))
    return sorted(found, key=lambda episode: episode.fired_at)


def _walk(history: History, counts: Counts, labels: dict[str, str], coverage: Counts) -> Iterator[Episode]:
    """Walk through event time, one bucket a step, and yield each time the alert fires."""
    rule = history.rule
    standing: Standing | None = None
    fired: tuple[datetime, str] | None = None
    last_line = history.first // 1000
    told_new = False
    for moment in _moments(rule, history, counts):
        at = datetime.fromtimestamp(moment, UTC)
        if moment in counts and counts[moment].matched:
            last_line = moment
        finding = _finding(rule, counts, coverage, moment, silent_for=moment - last_line, is_known=told_new)
        standing = advance(standing, finding, rule=rule, now=at)
        state = standing.state if standing else ""
        if state == "firing" and fired is None:
            fired, told_new = (at, finding.summary), True
        elif state in {"", "resolved"} and fired is not None:
            yield Episode(labels, fired[0], at, fired[1])
            fired = None
    if fired is not None:
        yield Episode(labels, fired[0], None, fired[1])


def _moments(rule: RuleSpec, history: History, counts: Counts) -> range:
    """Return the buckets to look at: for absence all of the history, else from the series' first line on."""
    width = rule.bucket_width
    first = history.first if rule.kind == "absence" or not counts else min(counts) * 1000
    return range(rule.bucket_of(first), rule.bucket_of(history.last) + width, width)


def _finding(
    rule: RuleSpec, counts: Counts, coverage: Counts, moment: int, *, silent_for: float, is_known: bool
) -> Finding:
    if rule.kind == "absence":
        return evaluate_absence(rule, silent_for=silent_for)
    finding = evaluate(rule, counts, at=moment, coverage=coverage)
    if rule.kind == "new-error" and is_known and finding.breached:
        # New only once; it goes on while lines come, and never begins again.
        return Finding(finding.value, breached=False, clear=False, summary=finding.summary)
    return finding
