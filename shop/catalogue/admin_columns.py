"""Columns that several lists of the admin have."""

from decimal import Decimal
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from promotions.money import money

_RIGHT: Final = "display: block; max-width: 5.5rem; text-align: right; font-variant-numeric: tabular-nums"


def amount(value: Decimal, currency: str) -> SafeString:
    """Return money so that the digits of a column stand below each other."""
    return format_html('<span style="{}">{}</span>', _RIGHT, money(value, currency))
