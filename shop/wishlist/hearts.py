"""Which hearts of a page are full, asked once a request."""

from django.http import HttpRequest

from shop.wishlist.selectors import saved_slugs


def saved_slugs_kept(request: HttpRequest) -> frozenset[str]:
    """Return ``saved_slugs`` of the request's person as it was when first asked for in this request."""
    kept: frozenset[str] | None = getattr(request, "_saved_slugs", None)
    if kept is None:
        kept = saved_slugs(request)
        request._saved_slugs = kept  # type: ignore[attr-defined]
    return kept
