"""What logs keep about people: which operator dealt with an alert. Lines themselves are redacted before they come."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from logs.models import Alert, AlertChange, Silence
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare

_ALERTS_KEPT: Final = timedelta(days=365)


def _changes(person: Person) -> QuerySet[AlertChange]:
    return AlertChange.objects.filter(made_by__in=person.public_ids)


def _silences(person: Person) -> QuerySet[Silence]:
    return Silence.objects.filter(made_by__in=person.public_ids)


def _changes_expired(now: datetime) -> QuerySet[AlertChange]:
    over = Alert.objects.filter(state=Alert.State.RESOLVED, resolved_at__lt=now - _ALERTS_KEPT)
    return AlertChange.objects.filter(alert__in=over)


def _silences_expired(now: datetime) -> QuerySet[Silence]:
    return Silence.objects.filter(ends_at__lt=now - _ALERTS_KEPT)


declare(
    Holding(
        app="logs",
        table="log_alert_change",
        about="Which operator acknowledged an alert, and when.",
        kept=f"{_ALERTS_KEPT.days} days after the alert was over",
        reason="Who looks into a fault that comes back asks those who dealt with it.",
        erasure="the name goes, the alert’s story stays",
        export=lambda person: _changes(person).values("alert", "at", "state", "why"),
        erase=lambda person: _changes(person).update(made_by=""),
        expired=_changes_expired,
    )
)
declare(
    Holding(
        app="logs",
        table="logs_silence",
        about="Which operator silenced alerts, and why.",
        kept=f"{_ALERTS_KEPT.days} days after it ended",
        reason="Whoever missed an alert must find out why nobody was told.",
        erasure="the name goes, the silence stays",
        export=lambda person: _silences(person).values("matchers", "starts_at", "ends_at", "comment"),
        erase=lambda person: _silences(person).update(made_by=""),
        expired=_silences_expired,
    )
)
