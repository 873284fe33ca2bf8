"""``import_products``: change the catalogue by a sheet."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from shop.sheets.errors import SheetError, SheetRefused
from shop.sheets.services import Outcome, sheet_check, sheet_import
from tracking import console


class Command(console.Command):
    help = (
        "Add and change products by a CSV file as export_products writes it: a row a variant, found by its sku. "
        "All rows are taken or, where any is wrong, none. Columns and rows that are not there change nothing, and "
        "nothing is ever deleted (active: no takes a product off the store). With a column stock_before, stock is "
        "changed by the difference, so that what was sold meanwhile stays sold."
    )
    examples = """
        manage.py import_products products.csv --dry-run    what would change, or what is wrong
        manage.py import_products products.csv
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as stream:
                if options["dry_run"]:
                    outcome = sheet_check(stream, progress=self._progress())
                else:
                    outcome = sheet_import(stream, now=timezone.now(), progress=self._progress())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=console.USAGE) from error
        except SheetRefused as error:
            self._problems(error.problems, error.count)
            raise CommandError("nothing was imported", returncode=console.FAILED) from error
        except SheetError as error:
            raise CommandError(str(error), returncode=console.FAILED) from error
        self._report(outcome, is_dry=options["dry_run"])

    def _report(self, outcome: Outcome, *, is_dry: bool) -> None:
        for sample in outcome.samples if is_dry else ():
            self.stdout.write(
                f"line {sample.line}: {sample.sku} {sample.column}: {sample.before} -> {sample.after}"
            )
        self.stdout.write(f"{outcome.rows} rows read")
        for words, number in sorted(outcome.counts.items()):
            self.stdout.write(f"{number} {words}")
        if outcome.wrong:
            self._problems(outcome.problems, outcome.wrong)
            raise CommandError("nothing would be imported", returncode=console.FAILED)
        if is_dry:
            self.stdout.write("nothing was changed: this was a dry run")

    def _problems(self, problems: tuple[Any, ...], count: int) -> None:
        for problem in problems:
            self.stderr.write(str(problem))
        if count > len(problems):
            self.stderr.write(f"… {count} rows are wrong in all")

    def _progress(self) -> Any:
        done = 0

        def advance(number: int) -> None:
            nonlocal done
            done += number
            if done // 10_000 > (done - number) // 10_000:
                self.stderr.write(f"{done:,} rows")

        return advance
