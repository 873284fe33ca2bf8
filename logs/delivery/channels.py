"""The ways a team can be told, by the scheme of a channel's address.

``mailto:`` goes by the store's own mail, ``http(s)://`` is a webhook (``webhooks`` keeps it from our own network), and
chat services go by apprise. Of apprise's many services only those are let in whose hosts are their own: others take
any host in their address, and would be a way around the webhook's guard.
"""

from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from logs.errors import BadChannel

type Way = Literal["mail", "webhook", "chat"]

CHAT_SERVICES: Final = frozenset(
    {"discord", "gchat", "opsgenie", "pagerduty", "pover", "slack", "tgram", "wxteams"}
)


def way_of(channel: str) -> Way:
    """Return how ``channel`` is reached.

    Raises:
        BadChannel: nothing can be sent there.
    """
    try:
        parts = urlsplit(channel)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadChannel(f"this is no address: {error}") from error
    if parts.scheme == "mailto":
        if not _is_email(parts.path) or parts.query:
            raise BadChannel("write mailto:somebody@example.com")
        return "mail"
    if parts.scheme in {"http", "https"}:
        if not parts.hostname or not port_is_one:
            raise BadChannel("a webhook needs a host: https://example.com/alerts")
        if parts.username or parts.password:
            raise BadChannel("a webhook's address must not carry a name or password")
        return "webhook"
    if parts.scheme in CHAT_SERVICES and len(channel) > len(parts.scheme) + 3:
        return "chat"
    raise BadChannel(f"use mailto:, https:// or one of {', '.join(sorted(CHAT_SERVICES))}://")


def shown(channel: str) -> str:
    """Return a channel's address for people: of chat services and webhooks the rest is as good as a password."""
    parts = urlsplit(channel)
    match parts.scheme:
        case "mailto":
            return parts.path
        case "http" | "https":
            return f"{parts.scheme}://{parts.netloc}/…"
    return f"{parts.scheme}://…"


def check_channels(channels: Sequence[str]) -> None:
    """Refuse addresses that nothing can be sent to, in a form.

    Raises:
        ValidationError: one of them is such.
    """
    for channel in channels:
        try:
            way_of(channel)
        except BadChannel as error:
            raise ValidationError(f"“{channel}” can’t be used: {error}.") from error


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
