"""Addresses as events carry them: paths without their query, networks instead of machines."""

import ipaddress
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

UTM: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
"""The only parts of a query string that are kept: they name a campaign, never a person."""
MAX_TEXT: Final = 300


def split(url: str) -> SplitResult:
    """Return the parts of ``url``; no parts where it is no address, since a client can send anything."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


@lru_cache(maxsize=2048)
def without_query(url: str) -> str:
    """Return an address of the web, or a path, without query, fragment and log-in; empty for anything else."""
    parts = split(url)
    if parts.netloc:
        is_web = parts.scheme in ("http", "https")
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{host}{parts.path}"[:MAX_TEXT] if is_web else ""
    return parts.path[:MAX_TEXT] if parts.path.startswith("/") and not parts.scheme else ""


@lru_cache(maxsize=2048)
def page(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a page's path, and the campaign its query names: (``utm_source``, …) pairs of those that are there."""
    parts = split(url)
    path = parts.path[:MAX_TEXT] if parts.path.startswith("/") else ""
    return path, campaign(parts.query) if "utm_" in parts.query else ()


def campaign(query: str) -> tuple[tuple[str, str], ...]:
    """Return the campaign that a query string names, as pairs; of a name given twice the last one counts."""
    try:
        given = dict(parse_qsl(query, max_num_fields=100))
    except ValueError:
        return ()
    # %00 is a NUL, which PostgreSQL's text cannot hold; an @ makes a value somebody's address.
    return tuple(
        (name, value[:MAX_TEXT].replace("\0", "\ufffd"))
        for name in UTM
        if (value := given.get(name)) and "@" not in value
    )


def client_address(remote: str, forwarded_for: str, *, behind_proxy: bool) -> str:
    """Return the address a request came from: the one the proxy in front added last, where there is a proxy.

    What stands before it in ``X-Forwarded-For`` came from the client, which can write what it likes.
    """
    if behind_proxy and forwarded_for:
        return forwarded_for.rpartition(",")[2].strip()
    return remote


@lru_cache(maxsize=4096)
def truncated_ip(address: str) -> str | None:
    """Return the network a visitor came from: /24 of an IPv4 address, /48 of an IPv6 one; None for no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    network = ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False)
    return str(network.network_address)
