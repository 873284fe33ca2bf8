"""What a log line should say about the work it belongs to, whoever wrote it: the request that is being answered.

Asked at the moment of each line, so that a line knows the route as soon as it is resolved, and the account as soon as
somebody else has looked it up. Costs no query of its own.
"""

from contextvars import ContextVar
from typing import Any, Final

from django.http import HttpRequest

request: Final[ContextVar[HttpRequest | None]] = ContextVar("logged_request", default=None)
"""The request that is being answered."""


def attributes() -> dict[str, Any]:
    """Return the attributes that lines of the work at hand have in common, by OpenTelemetry's names."""
    current = request.get()
    if current is None:
        return {}
    found: dict[str, Any] = {"http.request.method": current.method or "", "url.path": path_of(current)}
    if match := current.resolver_match:
        found["http.route"] = f"/{match.route}"
    if public_id := _public_id(current):
        found["user.id"] = public_id
    return found


def path_of(current: HttpRequest) -> str:
    """Return the path, without the query, and without what the route calls a token: whoever has it may do something."""
    path = current.path
    if match := current.resolver_match:
        for name in _TOKENS.intersection(match.kwargs):
            path = path.replace(str(match.kwargs[name]), "[redacted token]")
    return path


_TOKENS: Final = frozenset({"token", "uidb64"})


def _public_id(current: HttpRequest) -> str | None:
    # Where Django's middleware keeps the account it has looked up; looking it up here would be a query.
    return getattr(getattr(current, "_cached_user", None), "public_id", None)
