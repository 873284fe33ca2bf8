"""What the project's commands share: examples in ``--help``, and exit codes that scripts can rely on.

0 done, 1 failed, 2 wrong usage, 3 broker or database not reachable, 4 unhealthy or lagging. Data goes to stdout,
progress to stderr.
"""

import os
import sys
import textwrap
from argparse import SUPPRESS
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.db import InterfaceError, OperationalError

FAILED: Final = 1
USAGE: Final = 2
UNREACHABLE: Final = 3
UNHEALTHY: Final = 4

# Django's own options, of no use to an operator of these commands.
_HIDDEN: Final = frozenset({"--version", "--settings", "--pythonpath", "--no-color", "--force-color"})

_UNREACHABLE_CODES: Final = frozenset(
    {KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._RESOLVE}
)


class _HelpFormatter(DjangoHelpFormatter):
    def _fill_text(self, text: str, width: int, indent: str) -> str:
        # The base class would run the examples' lines together.
        return "\n".join(indent + line for line in text.splitlines())


class Command(BaseCommand):
    """Base of the project's commands. A subclass sets ``help`` and ``examples`` and writes ``handle``."""

    examples = ""
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        examples = textwrap.indent(textwrap.dedent(self.examples).strip(), "  ")
        parser = super().create_parser(
            prog_name, subcommand, epilog=f"Examples:\n{examples}", formatter_class=_HelpFormatter, **kwargs
        )
        for action in parser._actions:
            if _HIDDEN.intersection(action.option_strings):
                action.help = SUPPRESS
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            result = super().execute(*args, **options)
            self.stdout.flush()
            return result
        except BrokenPipeError:
            # Whoever reads, ``head`` for one, has enough. Without this the interpreter would complain again at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(FAILED)
        except KafkaException as error:
            code = UNREACHABLE if error.args[0].code() in _UNREACHABLE_CODES else FAILED
            raise CommandError(f"Kafka: {error.args[0].str()}", returncode=code) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"Database: {str(error).strip()}", returncode=UNREACHABLE) from error
