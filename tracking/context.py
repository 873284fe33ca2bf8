"""What a request says about an event: when, who, from where."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest

from tracking import consent, page_views
from tracking.events import Event, ProductsSearched
from tracking.visitors import Visitor

_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_MAX_TEXT = 300


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
    """Return the common fields of an event. Query strings stay out of addresses, except the campaign's."""
    referrer = request.headers.get("Referer", "")
    fields: dict[str, Any] = {
        "date": now,
        "received_at": now,
        "anonymous_id": visitor.anonymous_id,
        "user_id": visitor.user_id,
        "session_id": visitor.session_id,
        "page_view_id": page_views.of(request),
        "page_url": _page_url(request, event_type, referrer),
        "referrer": _without_query(referrer) or None,
        "user_agent": request.headers.get("User-Agent", "")[:_MAX_TEXT] or None,
        "ip": truncated_ip(request.META.get("REMOTE_ADDR", "")),
        "locale": request.headers.get("Accept-Language", "").partition(",")[0][:35] or None,
        "consent": consent.choice(request),
        "is_bot": visitor.is_bot,
    }
    for name in _UTM:
        if value := request.GET.get(name):
            fields[name] = value[:_MAX_TEXT]
    return fields


def _page_url(request: HttpRequest, event_type: type[Event], referrer: str) -> str:
    # A search belongs to the page it was typed on, which the browser names in Referer.
    if issubclass(event_type, ProductsSearched):
        parts = _split(referrer)
        own = parts.netloc == request.get_host()
        return parts.path[:_MAX_TEXT] if own and parts.path else "/search/"
    return request.path[:_MAX_TEXT]


def _without_query(url: str) -> str:
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:_MAX_TEXT] if parts.netloc else ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        # A header can say anything; "http://[" is no address.
        return urlsplit("")


def truncated_ip(address: str) -> str | None:
    """Return the network a visitor came from: /24 of an IPv4 address, /48 of an IPv6 one; None for no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    network = ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False)
    return str(network.network_address)
