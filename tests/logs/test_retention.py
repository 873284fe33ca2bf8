"""What is kept of alerts, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logs.models import Alert, AlertChange, ErrorKind, Notification
from logs.retention import alerts_tend
from tests.logs.lines import failure
from tests.logs.teams import judge, rule, team, tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    monkeypatch.setattr("logs.delivery.queue.enqueue", lambda _: None)


def later(**fields):
    return timezone.now() + timedelta(**fields)


def test_what_was_over_a_year_ago_goes_and_what_goes_on_stays():
    owner = team()
    rule("new", kind="new-error", limit=1, calm_seconds=0, owner=owner)
    judge(failure("KeyError"))
    tick(later(seconds=100))
    Notification.objects.update(status="sent")
    rule("lasting", text="no such thing", limit=1, owner=owner)
    judge(failure("KeyError"))
    Notification.objects.update(status="sent")
    assert {alert.rule.name: alert.state for alert in Alert.objects.all()} == {
        "new": "resolved",
        "lasting": "firing",
    }

    alerts_tend(now=later(days=364))
    assert (Alert.objects.count(), Notification.objects.count(), ErrorKind.objects.count()) == (2, 3, 1)

    alerts_tend(now=later(days=366))
    assert [alert.rule.name for alert in Alert.objects.all()] == ["lasting"]
    assert {change.alert.rule.name for change in AlertChange.objects.all()} == {"lasting"}
    assert [row.alerts.get().rule.name for row in Notification.objects.all()] == ["lasting"]
    assert not ErrorKind.objects.exists()


def test_a_message_nobody_got_yet_waits():
    rule(limit=1)
    judge(failure())
    Alert.objects.update(state="resolved", resolved_at=timezone.now())
    alerts_tend(now=later(days=400))
    assert Notification.objects.get().status == "waiting"
    assert not Alert.objects.exists()
