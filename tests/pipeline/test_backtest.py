"""A rule judges the history that Kafka has, before it goes live."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from logs.models import Alert, AlertWindow, Notification
from tests.logs.lines import failure, line, send_lines
from tests.logs.teams import rule
from tracking.producer import get_producer
from tracking.topics import WEB_LOGS
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db

HOUR = 3_600_000


def backtest(name, *arguments):
    out = io.StringIO()
    call_command("backtest_rule", name, "--json", *arguments, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_it_says_when_the_rule_would_have_fired_and_for_how_long_and_touches_nothing(topics):
    rule(by=["route"], limit=5, window_seconds=60, calm_seconds=30, active=False)
    began = (now_ms() - 3 * HOUR) // 60_000 * 60_000
    lines = [line(at=began + 1000 * n, attributes={"http.route": "/cart/"}) for n in range(10)]
    lines += [line(at=began + HOUR + 100 * n, attributes={"http.route": "/cart/"}) for n in range(5)]
    lines += [line(at=began + 2 * HOUR, attributes={"http.route": "/"}, severity=9) for _ in range(50)]
    send_lines(*lines, lines[0], lines[1])
    get_producer().send(WEB_LOGS, key=b"x", content=b'{"broken')

    found = backtest("errors")

    assert found["lines"] == 65
    assert [(alert["labels"]["route"], alert["summary"].split(",")[0]) for alert in found["alerts"]] == [
        ("/cart/", "6 lines in 60 s"),  # a bucket of 2 s brings two
        ("/cart/", "5 lines in 60 s"),
    ]
    assert all(alert["ended_at"] for alert in found["alerts"])
    assert not any(model.objects.exists() for model in (Alert, AlertWindow, Notification))


def test_a_new_error_begins_once_and_absence_is_seen_between_lines(topics):
    owner = rule("new", kind="new-error", limit=1, calm_seconds=0).team
    rule("silent", kind="absence", window_seconds=600, least_severity=9, owner=owner, calm_seconds=0)
    began = now_ms() - 3 * HOUR
    send_lines(*(failure(at=began + n * HOUR) for n in range(3)))

    assert len(backtest("new")["alerts"]) == 1
    assert len(backtest("silent")["alerts"]) == 2


def test_an_unknown_rule_is_wrong_usage_and_an_empty_history_finds_nothing(topics):
    rule()
    assert backtest("errors") == {"rule": "errors", "lines": 0, "alerts": []}
    with pytest.raises(CommandError, match="there are: errors") as caught:
        backtest("error")
    assert caught.value.returncode == 2
