"""``export_dictionary``: write the data dictionary into the documentation."""

from pathlib import Path
from typing import Any

from django.conf import settings

from analytics import bi
from tracking import console


class Command(console.Command):
    help = "Write docs/data-dictionary.md. A test compares what is there with what this would write."
    examples = """
        manage.py export_dictionary
    """

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR, "docs", "data-dictionary.md")
        page.write_text(bi.document())
        self.stderr.write(f"written to {page}")
