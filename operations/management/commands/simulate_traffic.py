"""``simulate_traffic``: made-up shoppers in the running store."""

import secrets
import signal
import time
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from operations.simulation.progress import Progress, summary_lines
from operations.simulation.traffic import Plan, Traffic
from tracking import console

_MOST_USERS: Final = 100_000


def _rate(text: str) -> float:
    value = _number(text)
    if not 0.001 <= value <= 1000:
        raise ArgumentTypeError("give 0.001 to 1000 page views a second")
    return value


def _seconds(text: str) -> float:
    value = _number(text)
    # Also refuses NaN, which no comparison holds for.
    if not 0 < value < float("inf"):
        raise ArgumentTypeError("give a number of seconds above 0")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a number") from error


def _users(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_USERS:
        raise ArgumentTypeError(f"give 1 to {_MOST_USERS} visitors")
    return int(text)


class Command(console.Command):
    help = (
        "Browse the running store (SITE_URL) like people without an account do: home, searches, products, deals. "
        "Some put things into the cart, some of those try a code, and 2 to 3 visits in 100 order, with the test "
        "payment and under made-up addresses of example.net. The last few of anything are left alone, so that nothing "
        "sells out. Runs until SIGTERM or Ctrl-C, also while the store is away. With --duration, exits with 3 if the "
        "store can't be reached at the start."
    )
    examples = """
        manage.py simulate_traffic
        manage.py simulate_traffic --rate 20 --users 500
        manage.py simulate_traffic --rate 5 --duration 60 --seed 7
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rate", type=_rate, default=2.0, metavar="R", help="page views a second, all together (2)"
        )
        parser.add_argument(
            "--users", type=_users, default=200, metavar="N", help="visitors, who come back (200)"
        )
        parser.add_argument("--duration", type=_seconds, metavar="S", help="end after S seconds")
        parser.add_argument(
            "--seed", type=int, metavar="N", help="the same N makes the same visits (otherwise new ones)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if urlsplit(settings.SITE_URL).scheme not in ("http", "https"):
            raise CommandError(f"SITE_URL is no web address: {settings.SITE_URL}", returncode=console.USAGE)
        seed = secrets.randbits(32) if options["seed"] is None else options["seed"]
        plan = Plan(
            site_url=settings.SITE_URL,
            rate=options["rate"],
            users=options["users"],
            seed=seed,
            duration=options["duration"],
        )
        traffic = Traffic(plan)
        hello = f"{plan.users} visitors, {plan.rate:g} pages/s on {plan.site_url}, seed {seed}"
        started = time.monotonic()
        with _stopped_by_signals(traffic), Progress(traffic, self.stderr):
            self.stderr.write(hello, str)
            end = traffic.run()
        if end == "unreachable":
            raise CommandError(
                f"the store at {plan.site_url} can't be reached: {traffic.trouble}",
                returncode=console.UNREACHABLE,
            )
        for line in summary_lines(traffic.tally.counts(), time.monotonic() - started):
            self.stdout.write(line)


@contextmanager
def _stopped_by_signals(traffic: Traffic) -> Iterator[None]:
    before = {
        number: signal.signal(number, lambda *_: traffic.stop()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
