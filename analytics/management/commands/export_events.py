"""``export_events``: events as Parquet files."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from analytics.errors import ExportUnavailable
from analytics.export.parquet import events_export
from tracking import console


class Command(console.Command):
    help = (
        "Write the warehouse's events to Parquet files (zstd), one a UTC day, which DuckDB, pandas and Spark read: "
        "FOLDER/date=2026-11-22/events.parquet. A visitor is there by subject, without browser and account ids."
    )
    examples = """
        manage.py export_events --from 2026-11-01 --to 2026-11-30 --into /srv/events
        duckdb -c "SELECT event, count(*) FROM '/srv/events/*/*.parquet' GROUP BY 1"
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DAY")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DAY")
        parser.add_argument("--into", type=Path, required=True, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["last"] < options["first"]:
            raise CommandError("--to is before --from", returncode=console.USAGE)
        total = 0
        try:
            for file, rows in events_export(
                folder=options["into"], first=options["first"], last=options["last"]
            ):
                total += rows
                self.stdout.write(f"{file}\t{rows}")
        except (ExportUnavailable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{total:,} events")
