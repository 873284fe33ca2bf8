"""``backtest_rule``: what a rule would have found in the logs that Kafka still has."""

import json
from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consumers.errors import ConsumerError
from logs.alerts.backtest import Episode, History, episodes, history_read
from logs.alerts.selectors import rule_spec
from logs.models import Rule
from tracking import console
from tracking.tables import table_lines

_COLUMNS = ("FIRED AT", "FOR", "LABELS", "FOUND")


def moment(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not an ISO time such as 2026-11-01T09:30+01:00") from error
    return timezone.make_aware(parsed) if timezone.is_naive(parsed) else parsed


class Command(console.Command):
    help = (
        "Let a rule judge the logs that Kafka still has, and say when it would have fired and for how long. Nothing is "
        "written and nobody is told; the rule may be switched off."
    )
    examples = """
        manage.py backtest_rule web-errors
        manage.py backtest_rule web-errors --from 2026-11-20
        manage.py backtest_rule web-errors --json
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the rule’s name")
        parser.add_argument(
            "--from", dest="since", type=moment, metavar="TIME", help="default: from the earliest line"
        )
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        rule = Rule.objects.filter(name=options["name"]).first()
        if rule is None:
            names = ", ".join(Rule.objects.values_list("name", flat=True)) or "none"
            raise CommandError(
                f"no rule is named {options['name']!r}; there are: {names}", returncode=console.USAGE
            )
        try:
            history = history_read(rule_spec(rule), since=options["since"], progress=self._tell)
        except ConsumerError as error:
            raise CommandError(str(error), returncode=console.FAILED) from error
        found = episodes(history)
        self._print_json(history, found) if options["json"] else self._print(history, found)

    def _tell(self, lines: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[Kread {lines:,} more lines", str, ending="")

    def _print(self, history: History, found: list[Episode]) -> None:
        rows = [
            (
                f"{timezone.localtime(episode.fired_at):%Y-%m-%d %H:%M:%S}",
                _length(episode),
                " ".join(
                    f"{name}={value}" for name, value in sorted(episode.labels.items()) if name != "rule"
                ),
                episode.summary,
            )
            for episode in found
        ]
        for line in table_lines([_COLUMNS, *rows], left=4) if rows else []:
            self.stdout.write(line)
        times = "once" if len(found) == 1 else f"{len(found):,} times"
        self.stdout.write(f"{history.rule.name} would have fired {times} in {history.lines:,} lines.")

    def _print_json(self, history: History, found: list[Episode]) -> None:
        listed = [
            {
                "fired_at": episode.fired_at.isoformat(),
                "ended_at": episode.ended_at.isoformat() if episode.ended_at else None,
                "labels": episode.labels,
                "summary": episode.summary,
            }
            for episode in found
        ]
        self.stdout.write(json.dumps({"rule": history.rule.name, "lines": history.lines, "alerts": listed}))


def _length(episode: Episode) -> str:
    return (
        f"{(episode.ended_at - episode.fired_at).total_seconds():,.0f} s"
        if episode.ended_at
        else "to the end"
    )
