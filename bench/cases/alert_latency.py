"""From an error line, handed to the producer, to the message sent to the team's mail, by real processes.

Each error is of a route of its own, so each begins an alert and is a group's first message; the next one comes
when it is sent, so that none waits for another.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from statistics import median
from typing import Final

from django.db.models import QuerySet

from bench.figures import percentile
from bench.options import Options
from bench.processes import Process, manage
from bench.report import Aim, Result
from bench.scratch import scratch_topics
from bench.waiting import until
from logs.models import Alert, Notification, Route, Rule, Team
from tracking import codec
from tracking.events.logs import LogRecorded
from tracking.ids import uuid7
from tracking.producer import get_producer
from tracking.topics import WEB_LOGS
from tracking.visitors import now_ms

ABOUT: Final = "from an error line to the team's message sent, the first of its group"

_TEAM: Final = "bench"
_MOST_MS: Final = 2000.0
_WARM_UP: Final = 3
_START_SECONDS: Final = 150.0


def run(options: Options) -> Result:
    count = 5 if options.quick else 50
    with (
        scratch_topics(),
        _rule(),
        tempfile.TemporaryDirectory() as folder,
        _mail_to(folder),
        manage("run_consumer", "log-alerts") as consumer,
        _worker() as worker,
    ):
        for number in range(_WARM_UP):
            _send(f"/warm-up/{number}/")
            _wait(number + 1, consumer, worker)
        dates = {}
        for number in range(count):
            route = f"/errors/{number}/"
            dates[route] = _send(route)
            _wait(_WARM_UP + number + 1, consumer, worker)
        written, sent = _latencies(dates)
    return _result(written, sent)


@contextmanager
def _rule() -> Iterator[None]:
    """Have one rule, that fires at the first line of each route, and one team."""
    team = Team.objects.create(name=_TEAM, channels=["mailto:bench@example.com"])
    rule = Rule.objects.create(name="bench", about="-", team=team, limit=1, by=["route"])
    route = Route.objects.create(matchers={"rule": "bench"}, group_by=["route"])
    try:
        yield
    finally:
        Notification.objects.all().delete()
        Alert.objects.all().delete()
        for row in (route, rule, team):
            row.delete()


@contextmanager
def _mail_to(folder: str) -> Iterator[None]:
    """Let processes that are started meanwhile keep their mail in ``folder``."""
    wanted = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _worker() -> Process:
    command = (
        "-m",
        "celery",
        "--quiet",
        "-A",
        "config",
        "worker",
        "--concurrency",
        "1",
        "--loglevel",
        "error",
    )
    return Process(*command)


def _send(route: str) -> int:
    """Log an error; return its date in ms."""
    now = now_ms()
    line = LogRecorded(
        date=now,
        received_at=now,
        message_id=uuid7(),
        timestamp=now * 1_000_000,
        severity_number=17,
        severity_text="ERROR",
        body="request_failed",
        scope="shop.checkout.views",
        attributes={"http.route": route},
        resource={"service.name": "web"},
    )
    get_producer().send(WEB_LOGS, key=b"bench", content=codec.encode(line))
    return now


def _wait(goal: int, *processes: Process) -> None:
    def is_there() -> bool:
        for process in processes:
            process.require_running()
        return _sent().count() >= goal

    until(is_there, seconds=_START_SECONDS, what=f"{goal} messages sent")


def _sent() -> QuerySet[Notification]:
    # The seed's own rules find the lines as well, and tell their teams.
    return Notification.objects.filter(team__name=_TEAM, sent_at__isnull=False)


def _latencies(dates: dict[str, int]) -> tuple[list[float], list[float]]:
    """Return the ms from each line to its message written (by the consumer) and sent (by the worker)."""
    written, sent = [], []
    rows = (
        _sent()
        .filter(alerts__labels__route__in=list(dates))
        .values_list("alerts__labels__route", "created_at", "sent_at")
    )
    for route, created_at, sent_at in rows:
        assert sent_at is not None, "only what was sent is asked for"
        written.append(_ms(created_at) - dates[route])
        sent.append(_ms(sent_at) - dates[route])
    return written, sent


def _ms(moment: datetime) -> float:
    return moment.timestamp() * 1000


def _result(written: list[float], sent: list[float]) -> Result:
    result = Result(("from the line to", "errors", "median ms", "p99 ms", "most ms"))
    for name, values in (("the message written", written), ("the message sent", sent)):
        result.add(name, len(values), median(values), percentile(values, 0.99), max(values))
    p99 = percentile(sent, 0.99)
    result.aims = [Aim(f"p99 under {_MOST_MS:g} ms", p99, p99 < _MOST_MS)]
    return result
