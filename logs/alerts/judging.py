"""What the consumer does with a batch: count its lines, judge what they touched, begin alerts, write messages.

All of it in the batch's transaction. Lines of the past never tell anybody: what is older than ``NEWS`` is counted,
but begins no alert, so neither a backlog after an outage nor a replay makes a flood.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from consumers.api import Delivery
from logs.alerts import counting, notices, selectors, services, windows
from logs.alerts.counting import ALL, Found, Series
from logs.alerts.rules import Counts, Finding, RuleSpec, evaluate

NEWS: Final = 300
"""Seconds: what happened longer ago is no news."""


def lines_judge(*, deliveries: Sequence[Delivery], now: datetime) -> None:
    """Count lines and begin the alerts they lead to."""
    rules = selectors.rule_specs()
    second = int(now.timestamp())
    found_hits = counting.hits(deliveries, rules, not_before=(second - windows.COUNTED_FOR) * 1000)
    if not found_hits:
        return
    windows.lock()
    new = windows.lines_new({hit.delivery.event.message_id for hit in found_hits}, now=now)
    found = counting.fold(_first_of_each(found_hits, new))
    windows.cells_add(found.cells)
    new_kinds = windows.kinds_note(found.kinds)
    breaches = _breaches(found, {rule.id: rule for rule in rules}, new_kinds, since=second - NEWS)
    if breaches:
        services.alerts_judge(breaches=breaches, found=found, now=now)
        notices.notices_write(now=now)


def _first_of_each(found_hits: Sequence[counting.Hit], new: set[str]) -> list[counting.Hit]:
    """Return the hits of lines not counted before; of a line that stands twice in the batch, only the first."""
    chosen: dict[str, Delivery] = {}
    for hit in found_hits:
        message_id = hit.delivery.event.message_id
        if message_id in new:
            chosen.setdefault(message_id, hit.delivery)
    return [hit for hit in found_hits if chosen.get(hit.delivery.event.message_id) is hit.delivery]


def _breaches(
    found: Found, rules: Mapping[int, RuleSpec], new_kinds: set[str], *, since: int
) -> dict[Series, tuple[RuleSpec, Finding]]:
    """Return what each series shows at its worst moment since ``since`` (seconds), where that is above the limit."""
    buckets = {
        series: recent
        for series in found.samples
        if rules[series.rule_id].kind != "absence"
        and (recent := [bucket for bucket in found.buckets_of(series) if bucket >= since])
    }
    asked = {series: rules[series.rule_id] for series in buckets}
    starts = {series: buckets[series][0] - asked[series].span for series in asked}
    counts = windows.counts_of(asked, since=starts)
    open_ones = services.open_series(asked)
    breaches = {}
    for series, rule in asked.items():
        is_new = found.labels[series].get("fingerprint") in new_kinds or series in open_ones
        if rule.kind == "new-error" and not is_new:
            continue
        worst = _worst(rule, counts[series], counts.get(Series(rule.id, ALL), {}), buckets[series])
        if worst.breached:
            breaches[series] = (rule, worst)
    return breaches


def _worst(rule: RuleSpec, counts: Counts, coverage: Counts, moments: Sequence[int]) -> Finding:
    findings = [evaluate(rule, counts, at=moment, coverage=coverage) for moment in moments]
    return max(findings, key=lambda finding: (finding.breached, finding.value))
