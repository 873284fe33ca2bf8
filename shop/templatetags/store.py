"""Filters and tags of the store's templates."""

import json
from decimal import Decimal
from typing import Any, Final

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from shop.reviews.rules import half_stars
from shop.wishlist.hearts import saved_slugs_kept

register = template.Library()

_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """Return ``€1,299.00``; a currency without a symbol of its own keeps its code."""
    text = f"{amount:,.2f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol else f"{currency}\N{NO-BREAK SPACE}{text}"


# What could end the element or begin another is written as JSON writes any character.
_JSON_ESCAPES: Final = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def json_ld(context: Context, data: dict[str, Any]) -> SafeString:
    """Return ``data`` as a JSON-LD element, safe whatever the texts in it hold."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_JSON_ESCAPES)
    return format_html(
        '<script type="application/ld+json" nonce="{}">{}</script>',
        context["csp_nonce"],
        mark_safe(text),  # noqa: S308  escaped above
    )


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


@register.simple_tag(takes_context=True)
def saved_products(context: Context) -> frozenset[str]:
    """Return the slugs on the person's wishlist, for the hearts. The request is there even where an include says
    ``only``."""
    request: HttpRequest | None = getattr(context, "request", None)
    return saved_slugs_kept(request) if request and hasattr(request, "user") else frozenset()
