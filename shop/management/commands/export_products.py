"""``export_products``: the catalogue as a sheet."""

from typing import Any

from django.core.management.base import CommandParser

from shop.sheets.writing import sheet_lines
from tracking import console


class Command(console.Command):
    help = "Print the catalogue as CSV, a row a variant, as import_products reads it."
    examples = """
        manage.py export_products > products.csv
        manage.py export_products --semicolons > products.csv    for Excel where the comma parts euros and cents
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--semicolons", action="store_true", help="semicolons, and prices as 12,50")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sheet_lines(semicolons=options["semicolons"]):
            self.stdout.write(line, ending="")
