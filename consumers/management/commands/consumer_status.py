"""``consumer_status``: is everything consumed, and by whom? And did everything produced get to Kafka?"""

import json
from typing import Any

from confluent_kafka import KafkaException
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consumers.status import ConsumerStatus, consumer_statuses, topic_ends
from tracking import console
from tracking.outbox_status import OutboxStatus, outbox_status
from tracking.production import Production, TopicProduction, production, settle
from tracking.tables import table_lines

_CONSUMERS = ("CONSUMER", "STATE", "PROCESSES", "LAG", "RATE/S", "DEAD LETTERS", "P50 MS", "P99 MS")
_TOPICS = (
    *("TOPIC", "PRODUCED", "DELIVERED", "RE-SENT", "WAITING", "SHED", "YIELDED", "ERASED", "IN FLIGHT"),
    "UNACCOUNTED",
)


class Command(console.Command):
    help = (
        "Print each consumer's state, lag, rate, dead letters and latency (of the last minute, from the server's stamp "
        "to the commit); how the outbox stands; and for each topic, what became of the messages produced here. Exits "
        "with 4 when a consumer or the outbox is not healthy, a message was shed or is unaccounted for, or the spool "
        "is nearly full; with 3 when Kafka doesn't answer, the rest being printed all the same. Log lines below "
        "WARNING are shed by design when there are too many: they are counted as yielded, and nothing is unhealthy "
        "for it."
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
        now = timezone.now()
        statuses, outbox, made = consumer_statuses(now=now, ends=ends), outbox_status(now=now), production()
        if options["json"]:
            found = {
                "consumers": [status.as_dict() for status in statuses],
                "outbox": outbox.as_dict(),
                "production": made.as_dict(),
            }
            self.stdout.write(json.dumps(found, indent=2))
        else:
            for line in _lines(statuses, outbox, made):
                self.stdout.write(line)
        if away:
            raise away
        unwell = [f"{status.name} is {status.state}" for status in statuses if not status.is_healthy]
        if not outbox.is_healthy:
            unwell.append(f"the outbox is {outbox.state}")
        if problems := [*unwell, *made.problems]:
            raise CommandError("; ".join(problems), returncode=console.UNHEALTHY)


def _lines(statuses: list[ConsumerStatus], outbox: OutboxStatus, made: Production) -> list[str]:
    return [
        *table_lines([_CONSUMERS, *map(_row, statuses)], left=2),
        "",
        _outbox_line(outbox),
        "",
        *table_lines([_TOPICS, *map(_topic_row, made.topics)], left=1),
        f"spool: {made.spool_bytes:,} of {made.spool_capacity:,} bytes",
    ]


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


def _topic_row(row: TopicProduction) -> tuple[str, ...]:
    numbers = (
        *(row.produced, row.delivered, row.resent, row.waiting, row.shed, row.yielded, row.erased),
        *(row.in_flight, row.unaccounted),
    )
    return (row.topic, *(f"{number:,}" for number in numbers))
