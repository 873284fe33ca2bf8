"""Decides who is told what, and writes it down: a row for each channel, in the transaction of what it tells of.

The first message of a group leaves at once. What happens to the group afterwards is gathered for its
``group_seconds``. What somebody silenced, or another alert inhibits, waits until it is told or over.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F, Max, Q

from logs.alerts import selectors
from logs.alerts.matching import fits
from logs.alerts.routing import Target, inhibitor, targets
from logs.alerts.services import change_note
from logs.alerts.wording import content
from logs.delivery import queue
from logs.models import Alert, Notification, Team

_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:larkspur:notification")

_UNTOLD: Final = Q(state=Alert.State.FIRING, told__in=[Alert.Told.NOTHING, Alert.Told.RESOLVED]) | Q(
    state=Alert.State.RESOLVED, told=Alert.Told.FIRING
)


@dataclass(frozen=True, slots=True)
class _Group:
    target: Target
    alerts: list[Alert]


def notices_write(*, now: datetime) -> None:
    """Write what is to be told now of alerts that began or ended."""
    untold = list(Alert.objects.select_related("rule", "team").filter(_UNTOLD).order_by("pk"))
    if not untold:
        return
    _mute(untold, now=now)
    by_group = _groups(alert for alert in untold if not alert.muted or alert.state == Alert.State.RESOLVED)
    last = _last_told(by_group)
    waiting = {
        key
        for key, group in by_group.items()
        if key in last and now - last[key] < timedelta(seconds=group.target.group_seconds)
    }
    # What one of its groups hears of now, the others hear of too: an alert is told once.
    leaving = {alert.pk for key, group in by_group.items() if key not in waiting for alert in group.alerts}
    for group in by_group.values():
        if alerts := [alert for alert in group.alerts if alert.pk in leaving]:
            _tell(group.target, alerts, now=now)


def repeats_write(*, now: datetime) -> None:
    """Say again what still fires and nobody took care of, as often as its route says."""
    firing = Alert.objects.select_related("rule", "team").filter(
        state=Alert.State.FIRING, told=Alert.Told.FIRING
    )
    by_group = _groups(_unmuted(firing.order_by("pk"), now=now))
    last = _last_told(by_group)
    for key, group in by_group.items():
        if key in last and now - last[key] >= timedelta(minutes=group.target.repeat_minutes):
            _write(group.target.team_id, key, Notification.Kind.REPEAT, group.alerts, now=now)


def escalations_write(*, now: datetime) -> None:
    """Tell the next team of what nobody took care of in time."""
    firing = Alert.objects.select_related("rule", "team").filter(
        state=Alert.State.FIRING, told=Alert.Told.FIRING, team__escalates_to__isnull=False
    )
    teams = {team.pk: team for team in Team.objects.all()}
    for alert in _unmuted(firing.order_by("pk"), now=now):
        chain = escalation_chain(alert.team_id, teams)
        if alert.escalations + 1 >= len(chain):
            continue
        minutes = sum(team.escalates_after for team in chain[: alert.escalations + 1])
        if alert.fired_at and now - alert.fired_at >= timedelta(minutes=minutes):
            following = chain[alert.escalations + 1]
            Alert.objects.filter(pk=alert.pk).update(escalations=F("escalations") + 1)
            _write(
                following.pk, f"escalation-{alert.pk}"[:32], Notification.Kind.ESCALATION, [alert], now=now
            )
            change_note(alert, why=f"Nobody took care in time: {following} is told.", now=now)


def escalation_chain(team_id: int, teams: dict[int, Team]) -> list[Team]:
    """Return the team and those it escalates to, in order; a circle ends where it closes."""
    chain: list[Team] = []
    following: int | None = team_id
    while following is not None and teams[following] not in chain:
        chain.append(teams[following])
        following = teams[following].escalates_to_id
    return chain


def _unmuted(alerts: Iterable[Alert], *, now: datetime) -> list[Alert]:
    found = list(alerts)
    _mute(found, now=now)
    return [alert for alert in found if not alert.muted]


def _mute(alerts: Sequence[Alert], *, now: datetime) -> None:
    """Note on each alert why nobody is told of it, if so."""
    if not alerts:
        return
    silences, inhibitions = selectors.silences_at(now), selectors.inhibition_specs()
    firing = (
        []
        if not inhibitions
        else [
            alert.labels
            for alert in Alert.objects.filter(state__in=[Alert.State.FIRING, Alert.State.ACKNOWLEDGED])
        ]
    )
    for alert in alerts:
        silence = next((silence for silence in silences if fits(silence.matchers, alert.labels)), None)
        other = inhibitor(alert.labels, firing=firing, inhibitions=inhibitions)
        why = f"silenced: {silence.comment}" if silence else ""
        if other is not None and not why:
            why = f"inhibited by {other.get('rule', 'another alert')}"
        if why != alert.muted:
            alert.muted = why[:240]
            alert.save(update_fields=["muted"])


def _groups(alerts: Iterable[Alert]) -> dict[str, _Group]:
    routes = selectors.route_nodes()
    by_group: dict[str, _Group] = {}
    for alert in alerts:
        for target in targets(routes, alert.labels, owner_id=alert.rule.team_id):
            by_group.setdefault(target.group, _Group(target, [])).alerts.append(alert)
    return by_group


def _last_told(groups: Iterable[str]) -> dict[str, datetime]:
    rows = Notification.objects.filter(group__in=list(groups)).order_by().values("group")
    return dict(rows.annotate(last=Max("created_at")).values_list("group", "last"))


def _tell(target: Target, alerts: Sequence[Alert], *, now: datetime) -> None:
    ended = [alert for alert in alerts if alert.state == Alert.State.RESOLVED]
    begun = [alert for alert in alerts if alert.state != Alert.State.RESOLVED]
    if begun:
        _write(target.team_id, target.group, Notification.Kind.FIRING, begun, now=now)
        _told(begun, Alert.Told.FIRING, target)
    if ended:
        _write(target.team_id, target.group, Notification.Kind.RESOLVED, ended, now=now)
        _told(ended, Alert.Told.RESOLVED, target)
        _tell_escalated(ended, target, now=now)


def _told(alerts: Sequence[Alert], told: Alert.Told, target: Target) -> None:
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(told=told, team_id=target.team_id)


def _tell_escalated(alerts: Sequence[Alert], target: Target, *, now: datetime) -> None:
    """What a team heard of by escalation, it also hears the end of."""
    for alert in alerts:
        heard = alert.notifications.filter(kind=Notification.Kind.ESCALATION).exclude(team_id=target.team_id)
        for team_id in heard.order_by("team_id").values_list("team_id", flat=True).distinct():
            _write(team_id, f"escalation-{alert.pk}"[:32], Notification.Kind.RESOLVED, [alert], now=now)


def _write(team_id: int, group: str, kind: str, alerts: Sequence[Alert], *, now: datetime) -> None:
    """Write one row for each of the team's channels; they are sent after COMMIT."""
    team = Team.objects.get(pk=team_id)
    told = "|".join(f"{alert.pk}@{alert.changes.count()}" for alert in alerts)
    for channel in team.channels:
        row, is_new = Notification.objects.get_or_create(
            id=uuid.uuid5(_NAMESPACE, f"{group}|{kind}|{channel}|{told}|{_round(kind, now)}"),
            defaults={
                "team": team,
                "channel": channel,
                "group": group,
                "kind": kind,
                "content": content(kind, alerts, team=team),
                "next_attempt_at": now,
                "created_at": now,
            },
        )
        if is_new:
            row.alerts.set(alerts)
            transaction.on_commit(partial(queue.enqueue, row.pk), robust=True)


def _round(kind: str, now: datetime) -> str:
    # A repetition tells the same again, and is meant to.
    return now.isoformat() if kind == Notification.Kind.REPEAT else ""
