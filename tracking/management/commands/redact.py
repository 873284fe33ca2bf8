"""``redact``: try what log lines look like once they are redacted."""

import sys
from collections.abc import Iterator
from typing import Any

from tracking import console
from tracking.redaction import redact_text


class Command(console.Command):
    help = (
        "Read text from stdin and write it to stdout without passwords, tokens, cards, e-mails, phone numbers, IBANs "
        "and keys, as log lines are before they leave a process. Needs no server."
    )
    examples = """
        echo 'login of anna@example.com, password=hunter2' | manage.py redact
        manage.py redact < old.log > shareable.log
    """

    def handle(self, *args: Any, **options: Any) -> None:
        sys.stdin.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
        sys.stdout.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
        for text in _paragraphs():
            sys.stdout.write(redact_text(text))
            sys.stdout.flush()


def _paragraphs() -> Iterator[str]:
    """Give stdin's lines one by one, but a private key's together."""
    held = ""
    for line in sys.stdin:
        held += line
        if "PRIVATE KEY" in held and "-----BEGIN" in held and "-----END" not in held:
            continue
        yield held
        held = ""
    yield held
