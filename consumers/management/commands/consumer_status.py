"""``consumer_status``: is everything consumed, and by whom?"""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consumers.status import ConsumerStatus, consumer_statuses, topic_ends
from tracking import console

_COLUMNS = ("CONSUMER", "STATE", "PROCESSES", "LAG", "RATE/S", "DEAD LETTERS", "P50 MS", "P99 MS")


class Command(console.Command):
    help = "Print each consumer's state, lag, rate, dead letters and latency. Exits with 4 when one is not healthy."
    examples = """
        manage.py consumer_status
        manage.py consumer_status --json
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a JSON list instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        statuses = consumer_statuses(now=timezone.now(), ends=topic_ends())
        if options["json"]:
            self.stdout.write(json.dumps([status.as_dict() for status in statuses], indent=2))
        else:
            self._print_table([_COLUMNS, *map(_row, statuses)])
        if unwell := [f"{status.name} is {status.state}" for status in statuses if not status.is_healthy]:
            raise CommandError("; ".join(unwell), returncode=console.UNHEALTHY)

    def _print_table(self, rows: list[tuple[str, ...]]) -> None:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [
                cell.ljust(width) if number < 2 else cell.rjust(width)
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            self.stdout.write("  ".join(cells).rstrip())


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
