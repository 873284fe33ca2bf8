"""From a fault to the team's mail with real parts: the store, Kafka, ``run_consumer log-alerts``, a worker."""

import secrets
import socket
import urllib.request
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from consumers import pausing
from consumers.models import ConsumerInstance, ConsumerOffset
from consumers.registry import consumer_by_name
from consumers.runner import Runner, RunOptions
from logs.alerts.ticking import alerts_tick, pipeline_is_current
from logs.models import Alert, AlertWindow, Notification, Rule
from shop.models import User
from tests.logs.lines import failure, line, send_lines
from tests.logs.teams import rule, team
from tests.mailbox import mails
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


def consumed():
    return sum(ConsumerOffset.objects.filter(consumer="log-alerts").values_list("next_offset", flat=True))


@contextmanager
def web():
    """Serve the store as a demo; give a function that presses one of its fault switches as an operator."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    operator = User.objects.create_user("op@example.com", "a-long-word-7", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(operator)
    token = secrets.token_hex(16)
    cookies = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = {"Cookie": f"{cookies}; {settings.CSRF_COOKIE_NAME}={token}", "X-CSRFToken": token}

    def press(switch: str) -> None:
        asked = urllib.request.Request(f"http://{place}/operations/faults/{switch}/", b"", headers)
        urllib.request.urlopen(asked, timeout=30).close()

    command = ["-m", "gunicorn", "config.wsgi:application", "--bind", place, "--threads", "4"]
    options = ["--no-control-socket", "--log-level", "warning"]
    with Process([*command, *options], DEMO="1", LOG_SHIPPING="1", ALLOWED_HOSTS="127.0.0.1"):
        until(lambda: answers(f"http://{place}/healthz"), seconds=60, what="the store answers")
        yield press


def answers(url):
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        return False
    return True


def sent():
    return Notification.objects.filter(status="sent").count()


def test_a_fault_in_the_store_is_one_mail_in_moments_and_ten_thousand_errors_are_one_more(topics, tmp_path):
    pipeline = team("pipeline")
    rule("warm-up", owner=pipeline, text="warm", window_seconds=30)
    rule("many", owner=pipeline, text="no such thing", by=["exception"], window_seconds=30)
    rule("payments", text="payment", matchers={"service": "web"}, limit=10, window_seconds=30)
    with manage("run_consumer", "log-alerts"), worker(tmp_path, "celery"), web() as press:
        send_lines(*(failure(message="warm") for _ in range(5)))
        until(lambda: sent() == 1, seconds=60, what="all are at work")

        began = timezone.now()
        press("burst")
        until(lambda: sent() == 2)

        send_lines(*(failure() for _ in range(10_000)))
        until(lambda: counted("many") == 10_000, seconds=60)
        until(lambda: sent() == 3)

    burst = Alert.objects.get(rule__name="payments")
    assert burst.state == "firing"
    assert "PaymentServiceAway: the payment service does not answer" in burst.sample
    # Issue 7 asks for 2 s, and `make bench ARGS=alert_latency` measures; here others are at work too.
    assert (burst.notifications.get().sent_at - began).total_seconds() < 6
    many = Alert.objects.get(rule__name="many")
    assert sum(stretch["lines"] for stretch in many.evidence) == 10_000
    assert sorted(mail["To"] for mail in mails(tmp_path)) == [
        *["pipeline@example.com"] * 2,
        "storefront@example.com",
    ]
    assert any("ValueError: no such thing" in mail.get_content() for mail in mails(tmp_path))


def counted(name):
    return AlertWindow.objects.filter(rule_id=Rule.objects.get(name=name).pk).aggregate(n=Sum("matched"))["n"]


def test_counts_stand_with_the_position_so_a_restart_neither_loses_nor_repeats(topics):
    rule(limit=30)
    lines = [line() for _ in range(29)]
    with manage("run_consumer", "log-alerts", "--batch-size", "5") as first:
        send_lines(*lines[:15])
        until(lambda: consumed() == 15, seconds=60)
        first.kill()
    send_lines(*lines[15:], *lines[:10])
    catch_up()
    assert sum(AlertWindow.objects.values_list("matched", flat=True)) == 29
    assert not Alert.objects.exists()

    send_lines(line())
    catch_up()
    assert Alert.objects.get().value == 30


def catch_up():
    Runner(consumer_by_name("log-alerts"), options=RunOptions(exit_when_caught_up=True)).run()


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
