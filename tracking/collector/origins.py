"""Which pages may send: the store's own, and those of the sites it trusts.

A browser says where a request came from in ``Sec-Fetch-Site`` and ``Origin``, and lets no page change either. Who says
neither is no browser of today, and brings no cookie from one: SameSite=Lax keeps it from other sites' requests.
"""

from django.http.request import validate_host

from tracking.collector.policy import Policy
from tracking.collector.requests import Head


def is_welcome(head: Head, policy: Policy) -> bool:
    """Whether the request comes from a page that may send here, or from no page at all."""
    if head.header("sec-fetch-site") == "cross-site":
        return False
    origin = head.header("origin")
    return not origin or origin in policy.origins or _is_this_host(origin, head, policy)


def cors_headers(head: Head, policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return what lets a page of a trusted site at another address (another port, say) read the answer."""
    origin = head.header("origin")
    if origin not in policy.origins or _is_this_host(origin, head, policy):
        return ()
    return (
        ("access-control-allow-origin", origin),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "retry-after"),
        ("vary", "origin"),
    )


def _is_this_host(origin: str, head: Head, policy: Policy) -> bool:
    """Whether ``origin`` is the very host the request was sent to, and that one of the store's names."""
    host = head.header("host")
    if origin.partition("://")[2] != host or not host:
        return False
    return validate_host(host.rpartition(":")[0] or host, policy.hosts)
