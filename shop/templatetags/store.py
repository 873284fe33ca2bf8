"""Filters and tags of the store's templates."""

from decimal import Decimal
from typing import Final

from django import template

register = template.Library()

_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """Return ``€1,299.00``; a currency without a symbol of its own keeps its code."""
    text = f"{amount:,.2f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol else f"{currency}\N{NO-BREAK SPACE}{text}"
