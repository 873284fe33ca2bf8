"""The products' pictures in the admin."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.catalogue.cards import picture_url
from shop.models import Product


def preview(product: Product, size: int) -> SafeString:
    """Return the picture as an image ``size`` pixels wide; the product's name stands beside it."""
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy" style="border-radius: 6px">',
        picture_url(product),
        size,
        size,
    )
