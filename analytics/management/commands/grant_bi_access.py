"""``grant_bi_access``: the views that business tools read, and the role that they log in with."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import ProgrammingError

from analytics import bi
from analytics.bi_views import VIEWS
from tracking import console


class Command(console.Command):
    help = (
        f"Make the views of the schema {bi.SCHEMA} anew, and the role {bi.ROLE}, which may read them and nothing else. "
        "To be done again after an update."
    )
    examples = """
        manage.py grant_bi_access
        echo "$PASSWORD" | manage.py grant_bi_access --password-stdin
        manage.py grant_bi_access --timeout 60
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--timeout", type=int, default=30, metavar="SECONDS", help="the longest a statement may take (30)"
        )
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="let the role log in, with the password in the first line of the standard input",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else ""
        try:
            bi.grant(timeout=options["timeout"], password=password)
        except ProgrammingError as error:
            raise CommandError(f"the database does not allow it: {str(error).strip()}") from error
        self.stderr.write(f"{bi.ROLE} may read {len(VIEWS)} views of the schema {bi.SCHEMA}")
