"""What a visitor looked at last, kept in their own browser and only while they let the store personalise it.

The cookie is signed for one visitor: whoever logs out, declines or uses the browser next starts with nothing.
"""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse

from shop.catalogue.selectors import ListedProducts, products_listed
from shop.models import Product
from tracking import api as tracking

COOKIE: Final = "recent"
KEPT: Final = 9
SHOWN: Final = 4
_DAYS: Final = 30


def recently_viewed(request: HttpRequest, *, without: Product) -> Sequence[Product]:
    """Return the last products seen that are still sold, the newest first. No query where there are none."""
    numbers = [number for number in _kept(request) if number != without.pk]
    if not numbers:
        return []
    rows: ListedProducts = products_listed().filter(pk__in=numbers)
    return sorted(rows, key=lambda row: numbers.index(row.pk))[:SHOWN]


def remember(request: HttpRequest, response: HttpResponse, product: Product) -> None:
    """Note in the answer's cookie that ``product`` was seen; nothing for those who don't agree to it."""
    if not tracking.is_personalised(request):
        return
    numbers = [product.pk, *(number for number in _kept(request) if number != product.pk)][:KEPT]
    response.set_signed_cookie(
        COOKIE,
        ".".join(map(str, numbers)),
        salt=_salt(request),
        max_age=_DAYS * 24 * 3600,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Take the cookie back, where there is one."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


def _kept(request: HttpRequest) -> list[int]:
    if not tracking.is_personalised(request):
        return []
    text = request.get_signed_cookie(COOKIE, default="", salt=_salt(request)) or ""
    return [int(part) for part in text.split(".") if part.isdecimal()]


def _salt(request: HttpRequest) -> str:
    return f"shop.recent.{tracking.visitor_of(request).anonymous_id}"
