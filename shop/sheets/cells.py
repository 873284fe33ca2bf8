"""Cells of a sheet: text into values and back. Pure.

What is written and read again is the same, whatever it holds: a text that a spreadsheet would take for a formula gets
an apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection), which is taken off when it is read.
"""

import json
import re
from decimal import Decimal
from typing import Any, Final

# The apostrophe too, so that one that stands there by itself is not taken off.
_MARKED: Final = frozenset("=+-@\t\r\n'")
_PLAIN_NUMBER: Final = re.compile(r"([0-9]{1,8})(?:[.,]([0-9]{1,2}))?")
_GROUPED_NUMBER: Final = re.compile(
    r"([0-9]{1,3}([.,'’ \u00a0\u202f])[0-9]{3}(?:\2[0-9]{3})*)([.,])([0-9]{1,2})"
)
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_YES: Final = frozenset({"yes", "true", "1", "ja", "x"})
_NO: Final = frozenset({"no", "false", "0", "nein"})


def safe_text(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it."""
    return f"'{text}" if text[:1] in _MARKED else text


def read_text(cell: str) -> str:
    """Return what ``safe_text`` was given.

    Raises:
        ValueError: it holds a character that no text of the store may.
    """
    text = cell[1:] if cell[:1] == "'" and cell[1:2] in _MARKED else cell
    if "\0" in text:
        raise ValueError("it holds a NUL character")
    return text


def read_price(cell: str) -> Decimal:
    """Return the amount of ``12.50``, ``12,50``, ``1.234,50`` or ``1,234.50``.

    Raises:
        ValueError: it is none, not above 0, or could mean two things, as 1.234 can.
    """
    text = cell.strip()
    if match := _PLAIN_NUMBER.fullmatch(text):
        whole, cents = match[1], match[2]
    elif (match := _GROUPED_NUMBER.fullmatch(text)) and match[2] != match[3]:
        whole, cents = re.sub(r"\D", "", match[1]), match[4]
    else:
        raise ValueError(f"“{cell[:40]}” is no price; write 1234.50 or 1234,50")
    amount = Decimal(f"{whole}.{cents or '0'}").quantize(Decimal("0.01"))
    if not 0 < amount < 10**8:
        raise ValueError("a price is more than 0 and less than 100,000,000")
    return amount


def read_number(cell: str) -> int:
    """Return a whole number from 0 to 999,999,999.

    Raises:
        ValueError: it is none.
    """
    text = cell.strip()
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError(f"“{cell[:40]}” is no whole number")
    return int(text)


def read_yes(cell: str) -> bool:
    """Return whether it says yes, in English or German.

    Raises:
        ValueError: it says neither yes nor no.
    """
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise ValueError(f"“{cell[:40]}” is neither yes nor no")
    return word in _YES


def read_object(cell: str) -> dict[str, Any]:
    """Return a JSON object; nothing means an empty one.

    Raises:
        ValueError: it is none.
    """
    if not cell.strip():
        return {}
    try:
        value = json.loads(read_text(cell))
        # What JSON of other makers holds and PostgreSQL's does not: NaN, halves of characters.
        text = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise ValueError('this must be a JSON object, as {"Tank": "4 l"}')
    if rb"\u0000" in text:
        raise ValueError("it holds a NUL character")
    return value


def write_object(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
