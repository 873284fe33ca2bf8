"""``export_schemas``: write what is generated of the code's declarations into the documentation."""

from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import CommandParser

from tracking import console, contracts
from tracking.events import EVENTS, event_name
from tracking.privacy import retention


class Command(console.Command):
    help = (
        "Write a JSON Schema for each event, the AsyncAPI document, the page of events and the page of retention into "
        "docs/. A test compares what is there with what this would write."
    )
    examples = """
        manage.py export_schemas
        manage.py export_schemas --to /tmp/contracts
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", help="another folder than docs/")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["to"] or Path(settings.BASE_DIR, "docs"))
        files = documents()
        (folder / "contracts").mkdir(parents=True, exist_ok=True)
        for old in folder.glob("contracts/*.json"):
            if f"contracts/{old.name}" not in files:
                old.unlink()
        for name, text in files.items():
            (folder / name).write_text(text)
        self.stderr.write(f"{len(files)} files written to {folder}")


def documents() -> dict[str, str]:
    """Return the text of each generated document by its path within docs/."""
    schemas = {f"contracts/{event_name(event)}.json": _json(contracts.json_schema(event)) for event in EVENTS}
    return {
        **schemas,
        "contracts/asyncapi.json": _json(contracts.asyncapi()),
        "events.md": contracts.page(),
        "retention.md": retention.document(),
    }


def _json(content: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"
