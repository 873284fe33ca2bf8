"""``export_visitor``: everything that is stored about a person."""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from tracking import console
from tracking.privacy import services


class Command(console.Command):
    help = (
        "Print everything that the tables hold about a person as JSON, by app and table. Messages in Kafka are not in "
        "it: what matters of them is in the tables that are made of them, and the topics forget them by themselves."
    )
    examples = """
        manage.py export_visitor shopper@example.com > shopper.json
        manage.py export_visitor 0192f3a4-5b6c-7d8e-9f01-23456789abcd
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="the e-mail address, the account's public id, or the anonymous id")

    def handle(self, *args: Any, **options: Any) -> None:
        person = services.person_find(options["person"])
        bundle = services.person_export(person, now=timezone.now())
        self.stdout.write(json.dumps(bundle, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
        if not bundle["data"]:
            self.stderr.write("Nothing is stored under this name.")
