"""What a request says about an event: when, who, from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tracking import addresses, consent, page_views
from tracking.addresses import MAX_TEXT
from tracking.events import Event, ProductsSearched
from tracking.visitors import Visitor


@dataclass(frozen=True, slots=True)
class Account:
    """The names of an account that events may carry."""

    public_id: str
    email: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who, when and where, for an event that is written later than its request is read. ``key`` is None where
    nobody is named."""

    key: str | None
    fields: Mapping[str, Any]


def request_fields(
    request: HttpRequest, event_type: type[Event], visitor: Visitor, now: int
) -> dict[str, Any]:
    """Return the common fields of an event.

    Query strings stay out of addresses; of the page's own, only the campaign's parameters are kept, and none of
    those that holds an e-mail address, as links in newsletters may.
    """
    referrer = request.headers.get("Referer", "")
    fields: dict[str, Any] = {
        "date": now,
        "received_at": now,
        "anonymous_id": visitor.anonymous_id,
        "user_id": visitor.user_id,
        "session_id": visitor.session_id,
        "page_view_id": page_views.of(request),
        "page_url": _page_url(request, event_type, referrer),
        "referrer": addresses.without_query(referrer) or None,
        "user_agent": request.headers.get("User-Agent", "")[:MAX_TEXT] or None,
        "ip": addresses.truncated_ip(_address(request)),
        "locale": request.headers.get("Accept-Language", "").partition(",")[0][:35] or None,
        "consent": consent.text(consent.of(request)),
        "is_bot": visitor.is_bot,
    }
    fields.update(addresses.campaign(request.META.get("QUERY_STRING", "")))
    return fields


def _address(request: HttpRequest) -> str:
    return addresses.client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        behind_proxy=settings.BEHIND_PROXY,
    )


def _page_url(request: HttpRequest, event_type: type[Event], referrer: str) -> str:
    # A search belongs to the page it was typed on, which the browser names in Referer.
    if issubclass(event_type, ProductsSearched):
        parts = addresses.split(referrer)
        own = parts.netloc == request.get_host()
        return parts.path[:MAX_TEXT] if own and parts.path else "/search/"
    return request.path[:MAX_TEXT]
