"""What the collector allows, as one value."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

MAX_BODY: Final = 64 * 1024
"""Bytes. Browsers let no beacon be longer (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch)."""
MAX_EVENTS: Final = 100
MAX_EVENT: Final = 8 * 1024
"""Bytes of one event's JSON."""
MAX_DEPTH: Final = 8
"""Objects and lists within one another, the event itself counted."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_second`` events in the long run, ``burst`` at once."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Policy:
    """``hosts`` are the names the store answers to, ``origins`` the sites whose pages may send.

    A busy page makes some two events a second, and what piled up offline comes in batches of a hundred, of which
    ``visitor`` lets three through at once. ``network`` is for a /24, an office behind one address among them.
    """

    hosts: tuple[str, ...]
    origins: frozenset[str]
    behind_proxy: bool
    visitor: Rate = Rate(per_second=20, burst=300)
    network: Rate = Rate(per_second=500, burst=5_000)
    body_seconds: float = 10.0
    """How long a body may take to arrive, where the door itself reads it from the network."""
    busy_seconds: int = 5
    """When to come back once there was no room."""


def policy_from_settings() -> Policy:
    """Return the policy of the store's settings."""
    site = urlsplit(settings.SITE_URL)
    return Policy(
        hosts=tuple(settings.ALLOWED_HOSTS),
        origins=frozenset({f"{site.scheme}://{site.netloc}", *settings.CSRF_TRUSTED_ORIGINS}),
        behind_proxy=settings.BEHIND_PROXY,
    )
