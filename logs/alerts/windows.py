"""Counts in PostgreSQL, written in the consumer's transaction together with its position."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Q

from logs.alerts.counting import ALL, Cell, Series, Tally
from logs.alerts.fingerprints import Fingerprint
from logs.alerts.rules import LONGEST_SPAN, Count, Counts, RuleSpec
from logs.models import AlertLine, AlertWindow
from tracking.sql import native_cursor

COUNTED_FOR: Final = 3600
"""Seconds: a line that is older when it comes isn't counted, so that a line sent twice is known for that long."""
# Alerts that began with the longest window may still ask for their evidence.
_WINDOWS_KEPT: Final = LONGEST_SPAN + COUNTED_FOR

# Whatever judges alerts does so one after the other: the counts it reads are complete, and no alert is begun twice.
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('logs.alerts'))"

_LINES: Final = """
    INSERT INTO log_alert_line (message_id, minute)
    SELECT id, %(minute)s FROM unnest(%(ids)s::text[]) AS given (id) ORDER BY id
    ON CONFLICT DO NOTHING
    RETURNING message_id
"""

_ADD: Final = """
    INSERT INTO log_alert_window AS known
        (rule_id, series, bucket, partition, matched, total, first_offset, last_offset)
    SELECT * FROM unnest(
        %(rules)s::bigint[], %(series)s::text[], %(buckets)s::bigint[], %(partitions)s::int[],
        %(matched)s::bigint[], %(totals)s::bigint[], %(firsts)s::bigint[], %(lasts)s::bigint[]
    )
    ON CONFLICT (rule_id, series, bucket, partition) DO UPDATE
       SET matched = known.matched + excluded.matched, total = known.total + excluded.total,
           first_offset = least(known.first_offset, excluded.first_offset),
           last_offset = greatest(known.last_offset, excluded.last_offset)
"""

# xmax is 0 of a row that this statement inserted.
_KINDS: Final = """
    INSERT INTO log_error_kind AS known (key, title, why, first_seen, last_seen)
    SELECT * FROM unnest(
        %(keys)s::text[], %(titles)s::text[], %(whys)s::text[], %(firsts)s::bigint[], %(lasts)s::bigint[]
    )
    ON CONFLICT (key) DO UPDATE
       SET first_seen = least(known.first_seen, excluded.first_seen),
           last_seen = greatest(known.last_seen, excluded.last_seen)
    RETURNING key, xmax = 0
"""


class Stretch(NamedTuple):
    """Lines of one alert in one partition."""

    partition: int
    first_offset: int
    last_offset: int
    lines: int


def lock() -> None:
    """Wait until nobody else judges alerts, until the end of the transaction."""
    with native_cursor() as cursor:
        cursor.execute(_LOCK)


def lines_new(message_ids: Collection[str], *, now: datetime) -> set[str]:
    """Note the lines; return those that were not counted before."""
    with native_cursor() as cursor:
        cursor.execute(_LINES, {"ids": list(message_ids), "minute": int(now.timestamp()) // 60})
        return {message_id for (message_id,) in cursor.fetchall()}


def cells_add(cells: Mapping[Cell, Tally]) -> None:
    """Add to the stored counts."""
    if not cells:
        return
    ordered = sorted(cells.items(), key=lambda item: item[0])
    values: dict[str, Any] = {
        "rules": [cell.series.rule_id for cell, _ in ordered],
        "series": [cell.series.digest for cell, _ in ordered],
        "buckets": [cell.bucket for cell, _ in ordered],
        "partitions": [cell.partition for cell, _ in ordered],
        "matched": [tally.matched for _, tally in ordered],
        "totals": [tally.total for _, tally in ordered],
        "firsts": [tally.first_offset for _, tally in ordered],
        "lasts": [tally.last_offset for _, tally in ordered],
    }
    with native_cursor() as cursor:
        cursor.execute(_ADD, values)


def kinds_note(kinds: Mapping[str, tuple[Fingerprint, int, int]]) -> set[str]:
    """Note kinds of errors with the first and last time (ms) they were seen; return the keys of those never seen
    before."""
    if not kinds:
        return set()
    ordered = sorted(kinds.items())
    values: dict[str, Any] = {
        "keys": [key for key, _ in ordered],
        "titles": [kind.title for _, (kind, _, _) in ordered],
        "whys": [kind.why for _, (kind, _, _) in ordered],
        "firsts": [first for _, (_, first, _) in ordered],
        "lasts": [last for _, (_, _, last) in ordered],
    }
    with native_cursor() as cursor:
        cursor.execute(_KINDS, values)
        return {key for key, is_new in cursor.fetchall() if is_new}


def counts_of(asked: Mapping[Series, RuleSpec], *, since: Mapping[Series, int]) -> dict[Series, Counts]:
    """Return the counts of each series by bucket, from ``since`` (seconds) on, all partitions together; also those of
    ``ALL`` of every spike among them."""
    wanted = dict(since)
    for series, rule in asked.items():
        if rule.kind == "spike":
            whole = Series(series.rule_id, ALL)
            wanted[whole] = min(since[series], wanted.get(whole, since[series]))
    found: dict[Series, dict[int, Count]] = {series: {} for series in wanted}
    for rule_id, digest, bucket, matched, total in _rows(wanted, "bucket", "matched", "total"):
        counts = found[Series(rule_id, digest)]
        before = counts.get(bucket, Count(0, 0))
        counts[bucket] = Count(before.matched + matched, before.total + total)
    return dict(found)


def evidence_of(since: Mapping[Series, int]) -> dict[Series, list[Stretch]]:
    """Return where in the topic the matched lines of each series stand, from ``since`` (seconds) on."""
    found: dict[Series, dict[int, Stretch]] = defaultdict(dict)
    for rule_id, digest, partition, first, last, lines in _rows(
        since, "partition", "first_offset", "last_offset", "matched"
    ):
        if lines == 0:
            continue
        stretches = found[Series(rule_id, digest)]
        known = stretches.get(partition, Stretch(partition, first, last, 0))
        stretches[partition] = Stretch(
            partition, min(first, known.first_offset), max(last, known.last_offset), lines + known.lines
        )
    return {
        series: [stretches[number] for number in sorted(stretches)] for series, stretches in found.items()
    }


def last_matched(rule_ids: Iterable[int]) -> dict[int, int]:
    """Return the latest bucket (seconds) in which a line of each rule fell."""
    latest: dict[int, int] = {}
    rows = AlertWindow.objects.filter(rule_id__in=list(rule_ids), matched__gt=0).values_list(
        "rule_id", "bucket"
    )
    for rule_id, bucket in rows:
        latest[rule_id] = max(bucket, latest.get(rule_id, 0))
    return latest


def windows_forget() -> None:
    """The counts of all windows are deleted. Alerts, known errors and what was sent stay."""
    AlertWindow.objects.all().delete()
    AlertLine.objects.all().delete()


def windows_prune(*, now: datetime) -> None:
    """Delete counts and noted lines that nobody can ask for any more."""
    second = int(now.timestamp())
    AlertWindow.objects.filter(bucket__lt=second - _WINDOWS_KEPT).delete()
    AlertLine.objects.filter(minute__lt=(second - COUNTED_FOR) // 60 - 1).delete()


def _rows(since: Mapping[Series, int], *columns: str) -> Iterable[tuple[Any, ...]]:
    if not since:
        return []
    condition = Q()
    for series, bucket in since.items():
        condition |= Q(rule_id=series.rule_id, series=series.digest, bucket__gte=bucket)
    return AlertWindow.objects.filter(condition).values_list("rule_id", "series", *columns)
