"""What every page of the store needs beside its own content."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shop.cart.selectors import cart_count
from shop.catalogue.selectors import departments
from shop.wishlist.hearts import saved_slugs_kept
from tracking import api as tracking


def shop(request: HttpRequest) -> dict[str, Any]:
    """Return callables: a fragment or an admin page that does not use them costs no query, and one that shows the
    departments three times asks for them once."""
    return {
        "departments": cache(departments),
        "consent_needed": lambda: tracking.consent_needed(request),
        "cart_count": cache(lambda: cart_count(request)),
        "wish_count": cache(lambda: len(saved_slugs_kept(request))),
        "is_recorded": lambda: tracking.is_recorded(request),
        "consent_allowed": lambda: tracking.consent_of(request),
        "consent_signal": lambda: tracking.consent_signal(request),
        "collector_url": settings.TRACKING_COLLECTOR_URL,
        "page_view_id": lambda: tracking.page_view_id(request),
        "site_url": settings.SITE_URL.rstrip("/"),
    }
