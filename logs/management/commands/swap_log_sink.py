"""``swap_log_sink``: fill another log tool from Kafka, compare it with Kafka, point the viewer at it."""

import signal
import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from consumers import replay, session
from consumers.errors import ConsumerError, NotConfigured, Unavailable
from consumers.progress import Progress
from consumers.registry import consumer_by_name
from consumers.replay import Plan
from consumers.runner import Runner, RunOptions
from logs import swap
from logs.errors import CountsDiffer, NotSearchable, UnknownSink
from logs.sinks.base import Store
from logs.sinks.consumers import CONSUMER
from logs.sinks.registry import store_by_name
from tracking import console
from tracking.tables import table_lines

_COLUMNS = ("PARTITION", "HOUR", "KAFKA", "TOOL", "")


class Command(console.Command):
    help = (
        "Point the log viewer at another tool. The tool is filled with everything Kafka still has, together with its "
        "running consumer if there is one; then its lines are counted by partition and hour and compared with "
        "Kafka's; only if these are equal does the viewer switch. No process of the store is touched, and the tool "
        "that was read before goes on being filled until its consumer is stopped."
    )
    examples = """
        manage.py swap_log_sink files
        manage.py swap_log_sink opensearch
        manage.py swap_log_sink opensearch --refill
        manage.py swap_log_sink postgres --force
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="which tool: postgres, files or opensearch")
        parser.add_argument(
            "--refill", action="store_true", help="first delete what the tool has, and read everything again"
        )
        parser.add_argument("--force", action="store_true", help="switch although the counts differ")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        try:
            store = store_by_name(name)
            spec = consumer_by_name(CONSUMER.format(name))
        except (UnknownSink, NotSearchable, NotConfigured) as error:
            raise CommandError(str(error), returncode=console.USAGE) from error
        try:
            plan = replay.plan(spec, since=None, until=None, empties=options["refill"])
            self._fill(plan, refill=options["refill"])
            self._compare(store, plan, force=options["force"])
        except CountsDiffer as error:
            raise CommandError(str(error), returncode=console.UNHEALTHY) from error
        except Unavailable as error:
            raise CommandError(str(error), returncode=console.UNREACHABLE) from error
        except ConsumerError as error:
            raise CommandError(str(error), returncode=console.FAILED) from error
        swap.viewer_switch(name=name)
        self.stdout.write(f"the viewer reads {name} now")

    def _fill(self, plan: Plan, *, refill: bool) -> None:
        runner = Runner(plan.spec, options=RunOptions(exit_when_caught_up=True))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: runner.stop())
        session.limit_waiting()
        if refill:
            replay.rewind(plan)
        total, began = replay.left_of(plan), time.monotonic()
        if total:
            with Progress(total=total, done=lambda: total - replay.left_of(plan), stream=self.stderr):
                runner.run()
        if left := replay.left_of(plan):
            raise CommandError(f"stopped with {left:,} records left; start again, and it goes on from there")
        self.stdout.write(f"filled with {total:,} records in {time.monotonic() - began:,.1f} s")

    def _compare(self, store: Store, plan: Plan, *, force: bool) -> None:
        counts = swap.reconcile(store, consumer=plan.spec.name, stretches=swap.stretches_of(plan))
        for line in table_lines([_COLUMNS, *map(_row, counts)], left=2):
            self.stdout.write(line)
        differing = sum(count.differs for count in counts)
        if differing and not force:
            raise CountsDiffer(store.name, differing)
        lines = sum(count.in_tool for count in counts)
        self.stdout.write(
            f"{lines:,} lines in {len(counts)} hours of a partition, {differing} of which differ"
        )


def _row(count: swap.HourCount) -> tuple[str, ...]:
    numbers = f"{count.in_kafka:,}", f"{count.in_tool:,}"
    return str(count.partition), _hour(count.hour), *numbers, "differs" if count.differs else ""


def _hour(hour: int) -> str:
    try:
        return f"{datetime.fromtimestamp(hour * 3600, UTC):%Y-%m-%d %H}:00"
    except (OverflowError, ValueError):  # beyond the calendar: a clock was wrong
        return f"hour {hour}"
