"""Where a request comes from, as far as limits care."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_network(request: HttpRequest) -> str:
    """Return the IPv4 address or the /64 of the IPv6 address of the client: one person holds a whole /64.

    Behind a proxy that is the last address of ``X-Forwarded-For``, the one that our own proxy wrote; those before it
    can say anything. Empty for what is no address, as with a Unix socket.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))
