"""``run_consumer``: run one consumer, or all of them."""

import signal
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError, CommandParser
from prometheus_client import start_http_server

from consumers.errors import ConsumerError, NotConfigured, UnknownConsumer
from consumers.registry import configured, consumer_by_name, consumers
from consumers.runner import Runner, RunOptions
from consumers.supervisor import Supervisor
from tracking import console


def positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds") from error
    if not 0 <= value <= 60:
        raise ArgumentTypeError("give 0 to 60 seconds")
    return value


class Command(console.Command):
    help = "Run a consumer until SIGTERM or Ctrl-C; --all runs every one, each in a process of its own."
    examples = """
        manage.py run_consumer --list
        manage.py run_consumer promotions
        manage.py run_consumer promotions --exit-when-caught-up
        manage.py run_consumer promotions --batch-size 5000 --metrics-port 9101
        manage.py run_consumer --all
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="which consumer")
        parser.add_argument(
            "--list", action="store_true", help="print every consumer, what it does and reads"
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="run every consumer that is configured, restarting those that end",
        )
        parser.add_argument("--batch-size", type=positive, metavar="N", help="most records a transaction")
        parser.add_argument(
            "--max-wait",
            type=seconds,
            metavar="S",
            help="go on gathering for S seconds after a batch's first record",
        )
        parser.add_argument("--max-messages", type=positive, metavar="N", help="end after N records")
        parser.add_argument(
            "--exit-when-caught-up", action="store_true", help="end at what the topics held at the start"
        )
        parser.add_argument(
            "--metrics-port", type=positive, metavar="PORT", help="serve Prometheus metrics there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            return self._list()
        if bool(options["name"]) == options["all"]:
            raise CommandError("name one consumer, or give --all or --list", returncode=console.USAGE)
        runner = self._supervisor(options) if options["all"] else self._runner(options)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: runner.stop())
        if options["metrics_port"]:
            start_http_server(options["metrics_port"])
        try:
            runner.run()
        except ConsumerError as error:
            raise CommandError(str(error), returncode=console.FAILED) from error

    def _list(self) -> None:
        for name, spec in consumers().items():
            topics = ", ".join(topic.full_name for topic in spec.topics)
            remark = f"\tcan't run here: {spec.lacks}" if spec.lacks else ""
            self.stdout.write(f"{name}\t{spec.about}\t{topics}{remark}")

    def _runner(self, options: dict[str, Any]) -> Runner:
        try:
            spec = consumer_by_name(options["name"])
        except (UnknownConsumer, NotConfigured) as error:
            raise CommandError(str(error), returncode=console.USAGE) from error
        return Runner(
            spec,
            options=RunOptions(
                batch_size=options["batch_size"],
                max_wait=options["max_wait"],
                max_messages=options["max_messages"],
                exit_when_caught_up=options["exit_when_caught_up"],
            ),
        )

    def _supervisor(self, options: dict[str, Any]) -> Supervisor:
        for name in ("max_messages", "exit_when_caught_up", "metrics_port"):
            if options[name]:
                raise CommandError(
                    f"--{name.replace('_', '-')} is for a single consumer, not for --all",
                    returncode=console.USAGE,
                )
        arguments = []
        for name in ("batch_size", "max_wait"):
            if options[name] is not None:
                arguments += [f"--{name.replace('_', '-')}", str(options[name])]
        return Supervisor(list(configured()), arguments=arguments)
