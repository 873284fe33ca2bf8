"""Filters and tags of the store's templates."""

from decimal import Decimal
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.reviews.rules import half_stars

register = template.Library()

_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """Return ``€1,299.00``; a currency without a symbol of its own keeps its code."""
    text = f"{amount:,.2f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol else f"{currency}\N{NO-BREAK SPACE}{text}"


@register.simple_tag
def stars(average: Decimal | int) -> SafeString:
    """Return a row of five stars, ``average`` of them filled to the nearest half, with the number for those who
    don't see it. Needs ``reviews.css``: no inline style is allowed to say how many."""
    text = f"{average:.1f}".removesuffix(".0")
    return format_html(
        '<span class="stars stars-{}" role="img" aria-label="{} out of 5 stars"></span>',
        half_stars(average),
        text,
    )
