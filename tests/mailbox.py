"""What Django's file based mail backend left in a folder."""

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

# Written after every message. Two of one second may share a file: it is named after the time and a reused address.
_RULE = b"\n" + b"-" * 79 + b"\n"


def mails(folder: Path) -> list[EmailMessage]:
    """Return the mails that are whole, in no order."""
    return [BytesParser(policy=policy.default).parsebytes(content) for content in _contents(folder)]


def _contents(folder: Path) -> Iterator[bytes]:
    for path in folder.iterdir():
        yield from path.read_bytes().split(_RULE)[:-1]
