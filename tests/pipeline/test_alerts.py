"""From an error line to the team's mail with real parts: Kafka, PostgreSQL, ``run_consumer log-alerts``, a worker."""

from email import policy
from email.parser import BytesParser

import pytest
from django.utils import timezone

from consumers import pausing
from consumers.models import ConsumerInstance, ConsumerOffset
from logs.alerts.ticking import alerts_tick, pipeline_is_current
from logs.models import Alert, AlertWindow, Notification
from tests.logs.lines import failure, line, send_lines
from tests.logs.teams import rule
from tests.processes import Process, manage
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def worker(folder, queue):
    """Start a Celery worker of the test's own queue, whose mail goes to ``folder``."""
    return Process(
        [
            "-m",
            "celery",
            "--quiet",
            "-A",
            "config",
            "worker",
            "--pool",
            "solo",
            "-Q",
            queue,
            "--loglevel",
            "warning",
        ],
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=str(folder),
    )


def mails(folder):
    return [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in folder.glob("*")]


def consumed():
    return sum(ConsumerOffset.objects.filter(consumer="log-alerts").values_list("next_offset", flat=True))


def test_a_burst_of_ten_thousand_errors_is_one_mail_within_two_seconds(topics, tmp_path):
    rule(by=["exception"], window_seconds=30)
    with manage("run_consumer", "log-alerts"), worker(tmp_path, "celery"):
        # Both have started once the first line, which fires nothing, was counted, and a first mail has left.
        send_lines(failure("Warming", severity=17))
        until(lambda: consumed() == 1, seconds=60)
        send_lines(*(failure("WarmUp") for _ in range(5)))
        until(lambda: Notification.objects.filter(status="sent").count() == 1, seconds=30)

        send_lines(*(failure() for _ in range(10_000)))
        until(lambda: consumed() == 10_006, seconds=60)
        until(lambda: Notification.objects.filter(status="sent").count() == 2)

    alert = Alert.objects.get(labels__exception="ValueError")
    assert (alert.state, alert.value) == ("firing", 10_000)
    assert sum(stretch["lines"] for stretch in alert.evidence) == 10_000
    sent = alert.notifications.get()
    first_line = AlertWindow.objects.filter(series=alert.series).order_by("bucket").first().bucket
    assert sent.sent_at.timestamp() - first_line < 2 + 30 / 30
    assert sorted(mail["To"] for mail in mails(tmp_path)) == ["storefront@example.com"] * 2
    assert any("ValueError: no such thing" in mail.get_content() for mail in mails(tmp_path))


def test_counts_stand_with_the_position_so_a_restart_neither_loses_nor_repeats(topics):
    rule(limit=30)
    lines = [line() for _ in range(29)]
    with manage("run_consumer", "log-alerts", "--batch-size", "5") as first:
        send_lines(*lines[:15])
        until(lambda: consumed() == 15, seconds=60)
        first.kill()
    send_lines(*lines[15:], *lines[:10])
    with manage("run_consumer", "log-alerts", "--exit-when-caught-up") as second:
        assert second.wait() == 0
    assert sum(AlertWindow.objects.values_list("matched", flat=True)) == 29
    assert not Alert.objects.exists()

    send_lines(line())
    with manage("run_consumer", "log-alerts", "--exit-when-caught-up") as third:
        assert third.wait() == 0
    assert Alert.objects.get().value == 30


def test_a_paused_consumer_holds_still_loses_nothing_and_keeps_alerts_from_being_resolved(topics):
    rule(calm_seconds=0, window_seconds=1)
    with manage("run_consumer", "log-alerts"):
        send_lines(*(line() for _ in range(5)))
        until(lambda: Alert.objects.filter(state="firing").exists(), seconds=60)
        until(lambda: pipeline_is_current(now=timezone.now()))

        pausing.consumer_pause(consumer="log-alerts", now=timezone.now())
        until(lambda: ConsumerInstance.objects.filter(state="paused").exists())
        send_lines(*(line() for _ in range(7)))
        assert not pipeline_is_current(now=timezone.now())
        alerts_tick(now=timezone.now())
        assert Alert.objects.get().state == "firing"
        assert consumed() == 5

        pausing.consumer_resume(consumer="log-alerts")
        until(lambda: consumed() == 12)
        until(lambda: pipeline_is_current(now=timezone.now()))
        until(resolved)


def resolved():
    alerts_tick(now=timezone.now())
    return Alert.objects.get().state == "resolved"
