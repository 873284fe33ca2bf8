"""Who is acting, as the triggers of the audit log and everything else that writes to it must know."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from shop.limits.address import client_network
from tracking.identity import account_subject

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_address: ContextVar[str | None] = ContextVar("audit_address", default=None)


class AuditedRequests:
    """Keeps the address of the running request; stands early, since log-ins are written with it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _address.set(client_network(request))
        try:
            return self.get_response(request)
        finally:
            _address.reset(token)


def address_now() -> str:
    """Return the network address of the request that is served, or nothing outside of one."""
    return _address.get() or ""


def in_request() -> bool:
    return _address.get() is not None


@contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    """Let what this connection changes within the block be done by the account that is logged in."""
    if request.method in _SAFE:
        yield
        return
    _tell(account_subject(str(getattr(request.user, "public_id", ""))), client_network(request))
    try:
        yield
    finally:
        try:
            _tell("", "")
        except DatabaseError:
            # Nobody else may act under this name: the connection ends with it.
            connection.close()


def _tell(actor: str, address: str) -> None:
    """Tell PostgreSQL for the length of the session: a request has many transactions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('audit.actor', %s, false), set_config('audit.address', %s, false)",
            [actor, address],
        )
