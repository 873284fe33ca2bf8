"""``replay``: let a consumer read again what Kafka still has."""

import signal
import time
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consumers import replay, session
from consumers.errors import ConsumerError, NotConfigured, UnknownConsumer
from consumers.progress import Progress
from consumers.registry import consumer_by_name
from consumers.replay import Plan
from consumers.rereading import Rereader
from consumers.runner import Runner, RunOptions
from tracking import console
from tracking.tables import table_lines

_COLUMNS = ("TOPIC AND PARTITION", "FROM OFFSET", "UP TO", "RECORDS", "STANDS AT")


def moment(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not an ISO time such as 2026-11-01T09:30+01:00") from error
    if timezone.is_naive(parsed):
        parsed = timezone.make_aware(parsed)
    if parsed > timezone.now():
        raise ArgumentTypeError(f"{text} lies in the future")
    return parsed


def moment_or_earliest(text: str) -> datetime | None:
    return None if text == "earliest" else moment(text)


class Command(console.Command):
    help = (
        "Let a consumer read again what the topics still hold, as if for the first time. Running processes of the "
        "consumer take part; if this command is killed they, or the next ones, read to the end. From the earliest "
        "record on, a consumer that can be rebuilt is emptied first. A range that ends in the past (--to) is handed "
        "to the handler once more, and nothing is emptied. Times mean the moment Kafka got the record; one without "
        "an offset is of TIME_ZONE."
    )
    examples = """
        manage.py replay promotions --from earliest --dry-run
        manage.py replay promotions --from earliest
        manage.py replay promotions --from earliest --keep
        manage.py replay promotions --from 2026-11-01
        manage.py replay promotions --from 2026-11-20T10:00+01:00 --to 2026-11-20T12:30+01:00
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="which consumer; run_consumer --list names them")
        parser.add_argument(
            "--from", dest="since", type=moment_or_earliest, required=True, metavar="TIME|earliest"
        )
        parser.add_argument("--to", dest="until", type=moment, metavar="TIME", help="up to before this time")
        parser.add_argument("--keep", action="store_true", help="delete nothing first")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        since, until = options["since"], options["until"]
        if since and until and until <= since:
            raise CommandError("--to must come after --from", returncode=console.USAGE)
        try:
            spec = consumer_by_name(options["name"])
        except (UnknownConsumer, NotConfigured) as error:
            raise CommandError(str(error), returncode=console.USAGE) from error
        try:
            plan = replay.plan(spec, since=since, until=until, empties=not options["keep"])
            if options["dry_run"]:
                return self._print(plan)
            for line in _remarks(plan):
                self._say(line)
            self._range(plan) if until else self._rewound(plan)
        except ConsumerError as error:
            raise CommandError(str(error), returncode=console.FAILED) from error
        return None

    def _print(self, plan: Plan) -> None:
        rows = [
            (
                f"{s.partition.topic}[{s.partition.number}]",
                *map(str, (s.start, s.stop, s.records, s.position)),
            )
            for s in plan.stretches
        ]
        for line in [*table_lines([_COLUMNS, *rows], left=1), "", *_remarks(plan)]:
            self.stdout.write(line)
        if letters := replay.open_letters_in(plan):
            self.stdout.write(f"{letters} of them are open dead letters, and would be tried again.")
        self.stdout.write("Nothing was changed.")

    def _rewound(self, plan: Plan) -> None:
        runner = Runner(plan.spec, options=RunOptions(exit_when_caught_up=True))
        session.limit_waiting()
        replay.rewind(plan)
        self._watched(plan, runner, done=lambda: plan.records - replay.left_of(plan))
        if left := replay.left_of(plan):
            raise CommandError(
                f"stopped with {left:,} records left: the consumer's other processes read them, or the next that "
                f"is started (manage.py run_consumer {plan.spec.name})"
            )

    def _range(self, plan: Plan) -> None:
        reader = Rereader(plan)
        self._watched(plan, reader, done=lambda: reader.done)
        if left := plan.records - reader.done:
            raise CommandError(f"stopped with about {left:,} records left; doing it again does no harm")

    def _watched(self, plan: Plan, work: Runner | Rereader, *, done: Callable[[], int]) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: work.stop())
        began = time.monotonic()
        with Progress(total=plan.records, done=done, stream=self.stderr):
            work.run()
        self.stdout.write(f"read {done():,} records again in {time.monotonic() - began:,.1f} s")

    def _say(self, line: str) -> None:
        # Django would print it as an error, in red.
        self.stderr.write(line, str)


def _remarks(plan: Plan) -> list[str]:
    """Return what there is to know about a plan, a line each."""
    lines = [f"{plan.records:,} records to read again."]
    if plan.expired:
        lines.append(
            f"Retention has deleted {plan.expired:,} older ones: what came of them can't be read again."
        )
    if plan.empties and plan.spec.reset:
        about = (plan.spec.reset.__doc__ or "").strip().partition("\n")[0]
        lines.append(f"First, in the transaction that moves the positions back: {about}")
    if plan.until:
        lines.append("The positions stay; the handler takes these records once more, beside the consumer.")
    else:
        lines.append("The positions go back; running processes of the consumer read on from there.")
    if plan.spec.delivery == "at_least_once":
        lines.append("It writes outside the database: everything is sent there again, under the same ids.")
    return lines
