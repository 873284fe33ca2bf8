"""What the rest of alerts reads: rules and routes as the pure parts want them, and what the pages show."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from consumers.status import consumer_statuses
from logs.alerts.routing import InhibitionSpec, RouteNode
from logs.alerts.rules import Kind, RuleSpec
from logs.delivery import channels
from logs.models import Alert, ErrorKind, Inhibition, Notification, Route, Rule, Silence

CONSUMER: Final = "log-alerts"
_SHOWN: Final = 20


def rule_specs() -> list[RuleSpec]:
    """Return the active rules."""
    return [rule_spec(rule) for rule in Rule.objects.filter(active=True).order_by("pk")]


def rule_spec(rule: Rule) -> RuleSpec:
    """Return ``rule`` as it is evaluated."""
    return RuleSpec(
        id=rule.pk or 0,
        name=rule.name,
        kind=cast("Kind", rule.kind),
        least_severity=rule.least_severity,
        text=rule.text,
        matchers=rule.matchers,
        by=tuple(rule.by),
        window=rule.window_seconds,
        limit=rule.limit,
        clear_limit=rule.clear_limit,
        least_count=rule.least_count,
        baseline_windows=rule.baseline_windows,
        hold=rule.hold_seconds,
        calm=rule.calm_seconds,
        importance=rule.importance,
        team_id=rule.team_id,
    )


def route_nodes() -> tuple[RouteNode, ...]:
    """Return the tree of routes."""
    children: dict[int | None, list[Route]] = defaultdict(list)
    for route in Route.objects.all():
        children[route.parent_id].append(route)

    def nodes(parent: int | None) -> tuple[RouteNode, ...]:
        return tuple(
            RouteNode(
                id=route.pk,
                team_id=route.team_id or 0,
                matchers=route.matchers,
                group_by=tuple(route.group_by) or ("rule",),
                group_seconds=route.group_seconds,
                repeat_minutes=route.repeat_minutes,
                goes_on=route.goes_on,
                children=nodes(route.pk),
            )
            for route in children[parent]
        )

    return nodes(None)


def inhibition_specs() -> list[InhibitionSpec]:
    """Return what keeps what from being told."""
    return [InhibitionSpec(row.source, row.target, tuple(row.equal)) for row in Inhibition.objects.all()]


def silences_at(now: datetime) -> list[Silence]:
    """Return the silences that hold now."""
    return list(Silence.objects.filter(starts_at__lte=now, ends_at__gt=now).order_by("ends_at"))


def alerts_shown(*, only_open: bool) -> QuerySet[Alert]:
    """Return alerts for the list, the latest first."""
    alerts = Alert.objects.select_related("rule", "team").annotate(
        sent=Count("notifications", filter=Q(notifications__status=Notification.Status.SENT)),
        failed=Count("notifications", filter=Q(notifications__status=Notification.Status.FAILED)),
    )
    alerts = alerts.order_by("-started_at", "-pk")
    return alerts.exclude(state=Alert.State.RESOLVED) if only_open else alerts


def names_of(public_ids: Iterable[str]) -> dict[str, str]:
    """Return whom accounts belong to, by public id; those that are gone are left out."""
    wanted = [public_id for public_id in public_ids if public_id]
    users = get_user_model().objects.filter(public_id__in=wanted)
    return {str(getattr(user, "public_id", "")): str(user) for user in users}


def notifications_of(alert: Alert) -> list[Notification]:
    """Return what was told of ``alert``, the first first, with the channel as people may see it."""
    return _with_channel(alert.notifications.select_related("team").order_by("created_at"))


def notifications_undelivered() -> list[Notification]:
    """Return the latest messages that don't get through."""
    rows = Notification.objects.exclude(status=Notification.Status.SENT).filter(attempts__gt=0)
    return _with_channel(rows.exclude(last_error="").select_related("team")[:_SHOWN])


def error_kind_of(alert: Alert) -> ErrorKind | None:
    """Return the kind of error that an alert is about, if it is about one."""
    return ErrorKind.objects.filter(pk=alert.labels.get("fingerprint", "")).first()


def consumer_state(*, now: datetime) -> str:
    """Return how the consumer that judges lines is doing, as on the consumers' page; Kafka isn't asked."""
    return next(status.state for status in consumer_statuses(now=now, ends=None) if status.name == CONSUMER)


def _with_channel(rows: Iterable[Notification]) -> list[Notification]:
    found = list(rows)
    for row in found:
        row.channel = channels.shown(row.channel)
    return found
