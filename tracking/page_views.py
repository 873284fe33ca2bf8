"""Which page view a request belongs to.

A whole page is a page view of its own: the id is minted while it is served, stands on the page, and is what the
browser's own events carry. A fragment belongs to the page that asked for it, which its tracker names in a header.
"""

import uuid
from typing import Final

from django.http import HttpRequest

from tracking.ids import uuid7

HEADER: Final = "Page-View-Id"


def serve(request: HttpRequest) -> str:
    """Return the id of the page that is served now; the same however often it is asked for."""
    page_view_id: str | None = getattr(request, "_page_view_id", None)
    if page_view_id is None:
        page_view_id = uuid7()
        request._page_view_id = page_view_id  # type: ignore[attr-defined]
    return page_view_id


def of(request: HttpRequest) -> str | None:
    """Return the id of the page view that the request's events belong to.

    None where nobody says which: of a form that was sent without a script, of a fragment for a page without tracker.
    """
    if named := request.headers.get(HEADER, ""):
        return _valid(named)
    is_whole = request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request")
    return serve(request) if is_whole else None


def _valid(named: str) -> str | None:
    try:
        return str(uuid.UUID(named))
    except ValueError:
        return None
