"""Writes alerts: begins them, moves them from state to state, and tells their story.

Callers hold ``windows.lock``: nobody else judges meanwhile.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Q

from logs.alerts import windows
from logs.alerts.counting import Found, Series
from logs.alerts.rules import Finding, RuleSpec
from logs.alerts.states import Standing, State, advance
from logs.models import Alert, AlertChange
from tracking.topics import WEB_LOGS


def open_series(series: Iterable[Series]) -> set[Series]:
    """Return those of ``series`` that have an open alert."""
    return {
        Series(rule_id, digest)
        for rule_id, digest in Alert.objects.filter(_any_of(series))
        .exclude(state=Alert.State.RESOLVED)
        .values_list("rule_id", "series")
    }


def alerts_judge(*, breaches: Mapping[Series, tuple[RuleSpec, Finding]], found: Found, now: datetime) -> None:
    """Begin, reopen or go on with the alert of each series above its limit."""
    known = _latest(breaches)
    evidence = windows.evidence_of(
        {series: _evidence_since(rule, now) for series, (rule, _) in breaches.items()}
    )
    for series, (rule, finding) in breaches.items():
        alert_move(
            known.get(series),
            finding,
            rule=rule,
            now=now,
            fields={
                "series": series.digest,
                "labels": found.labels[series],
                "sample": found.samples[series],
                "evidence": evidence_shown(evidence.get(series, [])),
            },
        )


def alert_move(
    alert: Alert | None, finding: Finding, *, rule: RuleSpec, now: datetime, fields: Mapping[str, Any]
) -> Alert | None:
    """Write where ``alert``, or the one that begins, stands after ``finding``; ``fields`` are set on what breaches.

    Returns the alert, None where there is none, or none any more.
    """
    before = _standing(alert) if alert else None
    after = advance(before, finding, rule=rule, now=now)
    if after is None:
        if alert is not None:
            alert.delete()
        return None
    is_reopened = before is not None and before.state == "resolved" and after.flaps > before.flaps
    if alert is None or (before is not None and before.state == "resolved" and not is_reopened):
        if after.state == "resolved":
            return alert
        alert = Alert(rule_id=rule.id, team_id=rule.team_id, started_at=now)
    changed = before is None or alert.pk is None or after.state != before.state
    _set_standing(alert, after, now=now)
    if finding.breached:
        alert.value, alert.summary = finding.value, finding.summary
        for name, value in fields.items():
            setattr(alert, name, value)
    alert.save()
    if changed:
        change_note(alert, why=_why(after, finding, is_reopened=is_reopened), now=now)
    return alert


def alert_latest(series: Series) -> Alert | None:
    """Return the newest alert of ``series``."""
    return _latest([series]).get(series)


def change_note(alert: Alert, *, why: str, now: datetime, by: str = "") -> None:
    """Add a line to the alert's story."""
    AlertChange.objects.create(alert=alert, at=now, state=alert.state, why=why, made_by=by)


@transaction.atomic
def alert_acknowledge(*, alert_id: int, by: str, now: datetime) -> bool:
    """Note that the account ``by`` (a public id) takes care: nobody is told again, and nothing escalates.

    Returns whether the alert was firing.
    """
    windows.lock()
    alert = Alert.objects.filter(pk=alert_id, state=Alert.State.FIRING).first()
    if alert is None:
        return False
    alert.state = Alert.State.ACKNOWLEDGED
    alert.save(update_fields=["state"])
    change_note(alert, why="Somebody takes care of it.", now=now, by=by)
    return True


def evidence_shown(stretches: Iterable[windows.Stretch]) -> list[dict[str, Any]]:
    """Return evidence as an alert keeps it."""
    return [
        {
            "topic": WEB_LOGS.full_name,
            "partition": stretch.partition,
            "first_offset": stretch.first_offset,
            "last_offset": stretch.last_offset,
            "lines": stretch.lines,
        }
        for stretch in stretches
    ]


def _latest(series: Iterable[Series]) -> dict[Series, Alert]:
    """Return the newest alert of each series."""
    rows = (
        Alert.objects.filter(_any_of(series))
        .order_by("rule_id", "series", "-pk")
        .distinct("rule_id", "series")
    )
    return {Series(alert.rule_id, alert.series): alert for alert in rows}


def _any_of(series: Iterable[Series]) -> Q:
    condition = Q(pk__in=[])
    for rule_id, digest in series:
        condition |= Q(rule_id=rule_id, series=digest)
    return condition


def _evidence_since(rule: RuleSpec, now: datetime) -> int:
    return int(now.timestamp()) - rule.length - windows.COUNTED_FOR


def _standing(alert: Alert) -> Standing:
    return Standing(
        state=cast("State", alert.state),
        since=alert.started_at,
        calm_since=alert.calm_since,
        resolved_at=alert.resolved_at,
        flaps=alert.flaps,
    )


def _set_standing(alert: Alert, standing: Standing, *, now: datetime) -> None:
    if standing.state == "firing" and alert.state != Alert.State.FIRING:
        alert.fired_at, alert.escalations = now, 0
    alert.state = standing.state
    alert.started_at = standing.since.astimezone(UTC)
    alert.calm_since = standing.calm_since
    alert.resolved_at = standing.resolved_at
    alert.flaps = standing.flaps


def _why(standing: Standing, finding: Finding, *, is_reopened: bool) -> str:
    text = finding.summary[:1].upper() + finding.summary[1:]
    match standing.state:
        case "resolved":
            return f"All is well again: {finding.summary}."
        case "pending":
            return f"{text}; it fires if that lasts."
    return f"{text}; it came back, for the {standing.flaps}. time." if is_reopened else f"{text}."
