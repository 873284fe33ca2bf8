"""``consumer_status``: is everything consumed, and by whom? And did everything produced get to Kafka?"""

import json
from typing import Any

from confluent_kafka import KafkaException
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consumers.status import ConsumerStatus, consumer_statuses, topic_ends
from tracking import console
from tracking.production import TopicProduction, production, settle

_CONSUMERS = ("CONSUMER", "STATE", "PROCESSES", "LAG", "RATE/S", "DEAD LETTERS", "P50 MS", "P99 MS")
_TOPICS = (
    *("TOPIC", "PRODUCED", "DELIVERED", "RE-SENT", "WAITING", "SHED", "ERASED", "IN FLIGHT"),
    "UNACCOUNTED",
)


class Command(console.Command):
    help = (
        "Print each consumer's state, lag, rate, dead letters and latency; and for each topic, what became of the "
        "messages produced here. Exits with 4 when a consumer is not healthy, a message was shed or is unaccounted "
        "for, or the spool is nearly full; with 3 when Kafka doesn't answer, the rest being printed all the same."
    )
    examples = """
        manage.py consumer_status
        manage.py consumer_status --json
        manage.py consumer_status --settle
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a JSON object instead of tables")
        parser.add_argument(
            "--settle",
            action="store_true",
            help="note that what is shed or unaccounted for now was looked at: only more of it is unhealthy then",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ends, away = None, None
        try:
            ends = topic_ends()
        except KafkaException as error:
            away = error
        if options["settle"]:
            settle(production())
        statuses, made = consumer_statuses(now=timezone.now(), ends=ends), production()
        if options["json"]:
            found = {"consumers": [status.as_dict() for status in statuses], "production": made.as_dict()}
            self.stdout.write(json.dumps(found, indent=2))
        else:
            self._print_table([_CONSUMERS, *map(_row, statuses)], words=2)
            self.stdout.write("")
            self._print_table([_TOPICS, *map(_topic_row, made.topics)], words=1)
            self.stdout.write(f"spool: {made.spool_bytes:,} of {made.spool_capacity:,} bytes")
        if away:
            raise away
        unwell = [f"{status.name} is {status.state}" for status in statuses if not status.is_healthy]
        if problems := [*unwell, *made.problems]:
            raise CommandError("; ".join(problems), returncode=console.UNHEALTHY)

    def _print_table(self, rows: list[tuple[str, ...]], *, words: int) -> None:
        """Print columns; the first ``words`` of them hold words, the others numbers."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [
                cell.ljust(width) if number < words else cell.rjust(width)
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


def _topic_row(row: TopicProduction) -> tuple[str, ...]:
    numbers = (
        *(row.produced, row.delivered, row.resent, row.waiting, row.shed, row.erased, row.in_flight),
        row.unaccounted,
    )
    return (row.topic, *(f"{number:,}" for number in numbers))
