"""``consumer_status``: is everything consumed, and by whom?"""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consumers.status import ConsumerStatus, consumer_statuses, topic_ends
from tracking import console
from tracking.outbox_status import OutboxStatus, outbox_status
from tracking.tables import table_lines

_COLUMNS = ("CONSUMER", "STATE", "PROCESSES", "LAG", "RATE/S", "DEAD LETTERS", "P50 MS", "P99 MS")


class Command(console.Command):
    help = (
        "Print each consumer's state, lag, rate, dead letters and latency, and how the outbox stands. Exits with 4 "
        "when one of them is not healthy."
    )
    examples = """
        manage.py consumer_status
        manage.py consumer_status --json
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print a JSON list, the outbox last, instead of a table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        statuses, outbox = consumer_statuses(now=now, ends=topic_ends()), outbox_status(now=now)
        if options["json"]:
            self.stdout.write(
                json.dumps([*(status.as_dict() for status in statuses), outbox.as_dict()], indent=2)
            )
        else:
            for line in [*table_lines([_COLUMNS, *map(_row, statuses)], left=2), "", _outbox_line(outbox)]:
                self.stdout.write(line)
        unwell = [f"{status.name} is {status.state}" for status in statuses if not status.is_healthy]
        if not outbox.is_healthy:
            unwell.append(f"the outbox is {outbox.state}")
        if unwell:
            raise CommandError("; ".join(unwell), returncode=console.UNHEALTHY)


def _outbox_line(outbox: OutboxStatus) -> str:
    age = "" if outbox.oldest_seconds is None else f", the oldest for {outbox.oldest_seconds:,.1f} s"
    return f"outbox: {outbox.state}, {outbox.waiting:,} waiting{age}, {outbox.blocked:,} aggregates blocked"


def _row(status: ConsumerStatus) -> tuple[str, ...]:
    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:,.0f}"

    return (
        status.name,
        status.state,
        str(status.processes),
        number(status.lag),
        number(status.rate),
        number(status.open_dead_letters),
        number(status.latency_p50_ms),
        number(status.latency_p99_ms),
    )
