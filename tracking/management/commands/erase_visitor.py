"""``erase_visitor``: make the store forget a person."""

import json
import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from tracking import console
from tracking.errors import ErasureDelayed
from tracking.privacy import services
from tracking.privacy.people import Person
from tracking.privacy.services import Erasure


class Command(console.Command):
    help = (
        "Erase a person from every table, in one transaction, and note it, so that reading the topics again brings "
        "nothing back. Orders stay as business records without name, address and account. Asks first."
    )
    examples = """
        manage.py erase_visitor shopper@example.com --dry-run
        manage.py erase_visitor shopper@example.com
        manage.py erase_visitor 0192f3a4-5b6c-7d8e-9f01-23456789abcd --yes --json
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="the e-mail address, the account's public id, or the anonymous id")
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
        parser.add_argument("--json", action="store_true", help="print the rows by table as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._erase(services.person_find(options["person"]), options)
        except ErasureDelayed as error:
            raise CommandError(str(error)) from error

    def _erase(self, person: Person, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self._print(services.person_erase(person, dry_run=True), options)
            return
        if not options["yes"]:
            self._ask(person, options)
        self._print(services.person_erase(person), options)

    def _ask(self, person: Person, options: dict[str, Any]) -> None:
        if not sys.stdin.isatty():
            raise CommandError("nobody can be asked here: add --yes", returncode=console.USAGE)
        found = services.person_erase(person, dry_run=True)
        for table, rows in found.rows.items():
            self.stderr.write(f"{table}: {rows}")
        self.stderr.write(f"{options['person']}: {_total(found)}. This cannot be undone. Type yes to erase: ")
        if input() != "yes":
            raise CommandError("nothing was erased")

    def _print(self, erasure: Erasure, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], "rows": erasure.rows}, indent=2))
            return
        for table, rows in erasure.rows.items():
            self.stdout.write(f"{table}\t{rows}")
        done = "would be erased" if options["dry_run"] else "erased; topics bring nothing of it back"
        self.stderr.write(f"{_total(erasure)} {done}")


def _total(erasure: Erasure) -> str:
    rows = sum(erasure.rows.values())
    return f"{rows} {'row' if rows == 1 else 'rows'} in {len(erasure.rows)} tables"
