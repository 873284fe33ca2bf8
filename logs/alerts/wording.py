"""What messages say."""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from logs.models import Alert, Notification, Team

_LISTED: Final = 20
_HEADS: Final = {
    Notification.Kind.FIRING: "Firing",
    Notification.Kind.RESOLVED: "Resolved",
    Notification.Kind.REPEAT: "Still firing",
    Notification.Kind.ESCALATION: "Nobody took care",
}


def content(kind: str, alerts: Sequence[Alert], *, team: Team) -> dict[str, Any]:
    """Return what a message says: ``subject`` and ``text`` for people, the rest for machines."""
    first = alerts[0]
    more = f" and {len(alerts) - 1} more" if len(alerts) > 1 else ""
    parts = [_paragraph(alert) for alert in alerts[:_LISTED]]
    if len(alerts) > _LISTED:
        parts.append(f"… and {len(alerts) - _LISTED} more: {_address(reverse('operations:alerts:list'))}")
    return {
        "subject": f"{_HEADS[Notification.Kind(kind)]}: {first.rule.name}{more} – {first.summary}"[:180],
        "text": "\n\n".join(parts) + "\n",
        "kind": str(kind),
        "team": team.name,
        "alerts": [_object(alert) for alert in alerts[:_LISTED]],
    }


def _paragraph(alert: Alert) -> str:
    told = ", ".join(f"{name} {value}" for name, value in sorted(alert.labels.items()) if name != "rule")
    lines = [f"{alert.rule.name}: {alert.summary}", alert.rule.about, told, alert.sample, link(alert)]
    return "\n".join(line for line in lines if line)


def _object(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.pk,
        "rule": alert.rule.name,
        "state": str(alert.state),
        "labels": alert.labels,
        "summary": alert.summary,
        "sample": alert.sample,
        "evidence": alert.evidence,
        "started_at": alert.started_at.isoformat(),
        "resolved_at": alert.resolved_at.isoformat() if alert.resolved_at else None,
        "link": link(alert),
    }


def link(alert: Alert) -> str:
    """Return the address of the alert's page."""
    return _address(reverse("operations:alerts:alert", args=[alert.pk]))


def _address(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
