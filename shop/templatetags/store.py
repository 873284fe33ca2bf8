"""Filters and tags of the store's templates."""

import json
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.template import Context
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from promotions.money import money
from shop.reviews.rules import half_stars
from shop.site.languages import Edition, editions_of, page_of
from shop.wishlist.hearts import saved_slugs_kept

register = template.Library()

register.filter("money", money)


@register.filter
def number(count: int) -> str:
    """Return a count as people read it: ``12,345`` or ``12.345``."""
    return str(number_format(count, use_l10n=True, force_grouping=True))


@register.simple_tag(takes_context=True)
def editions(context: Context) -> tuple[Edition, ...]:
    """Return the page in every language of the store."""
    return editions_of(page_of(context["request"]))


@register.inclusion_tag("shop/_canonical.html", takes_context=True)
def canonical(context: Context, **query: object) -> dict[str, Any]:
    """Return what tells search engines where the page is, and where in the other languages; ``query`` is the part of
    its address that makes it another page. The first language is for whoever speaks none of them."""
    path = context["request"].path + (f"?{urlencode(query)}" if query else "")
    site_url = context["site_url"]
    return {"site_url": site_url, "address": f"{site_url}{path}", "editions": editions_of(path)}


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
    text = number_format(average, 0 if average == int(average) else 1)
    return format_html(
        '<span class="stars stars-{}" role="img" aria-label="{}"></span>',
        half_stars(average),
        gettext("%(average)s out of 5 stars") % {"average": text},
    )


@register.simple_tag(takes_context=True)
def saved_products(context: Context) -> frozenset[str]:
    """Return the slugs on the person's wishlist, for the hearts. The request is there even where an include says
    ``only``."""
    request: HttpRequest | None = getattr(context, "request", None)
    return saved_slugs_kept(request) if request and hasattr(request, "user") else frozenset()
