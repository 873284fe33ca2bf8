"""Guessing passwords is slowed down, by account and by address, and nobody can lock somebody else out.

Three counts at once. One client at one account waits longer and longer. One client at many accounts does so later, as
a whole school may stand behind an address. Many clients at one account wait a minute at most, and a browser in which
the account was used before doesn't take part in that: its owner gets in while others guess. What is typed counts,
whether there is such an account or not, so the answer says nothing about it.
"""

from typing import Final

import structlog
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from prometheus_client import Counter

from shop.limits.address import client_network
from shop.limits.delays import Delay, Tries, seconds_to_wait, succeeded
from tracking.identity import email_subject

log = structlog.get_logger("security.login")

LOGINS = Counter(
    "shop_logins_total",
    "Tries to log in: succeeded, failed, or delayed without being looked at.",
    ["outcome"],
)

_CLIENT_AT_ACCOUNT: Final = Delay("login.pair", free=5, longest=900)
_CLIENT: Final = Delay("login.client", free=30, longest=900)
_ACCOUNT: Final = Delay("login.account", free=20, longest=60)

_COOKIE: Final = "known"
_COOKIE_SECONDS: Final = 365 * 24 * 3600
_SALT: Final = "shop.accounts.known"


def login_wait(request: HttpRequest, *, email: str, now: float) -> int:
    """Count a try to log in at ``now`` (seconds since 1970); return after how many seconds to come back, or 0."""
    seconds = seconds_to_wait(_tries(request, email), now=now)
    if seconds:
        LOGINS.labels("delayed").inc()
        log.warning("login_delayed", seconds=seconds, **_facts(request, email))
    return seconds


def login_failed(request: HttpRequest, *, email: str) -> None:
    """Note that the password was wrong, or the account closed or unknown."""
    LOGINS.labels("failed").inc()
    log.warning("login_failed", **_facts(request, email))


def login_succeeded(request: HttpRequest, *, email: str) -> None:
    """Forget this client's tries at this account; those at others stay, or one's own account would wipe them out."""
    LOGINS.labels("succeeded").inc()
    tries = _tries(request, email)
    succeeded(tries, forget=[one for one in tries if one.delay is _CLIENT_AT_ACCOUNT])


def browser_remember(response: HttpResponse, *, email: str) -> None:
    """Let this browser be one in which the account was used."""
    response.set_cookie(
        _COOKIE,
        signing.dumps(_digest(email), salt=_SALT),
        max_age=_COOKIE_SECONDS,
        # The log-in page has an address in each language.
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _tries(request: HttpRequest, email: str) -> list[Tries]:
    account, client = email.strip().lower(), client_network(request)
    tries = [Tries(_CLIENT_AT_ACCOUNT, f"{client} {account}")]
    if client:
        tries.append(Tries(_CLIENT, client))
    if not _is_known(request, account):
        tries.append(Tries(_ACCOUNT, account))
    return tries


def _is_known(request: HttpRequest, email: str) -> bool:
    try:
        known = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_COOKIE_SECONDS)
    except signing.BadSignature:
        return False
    return constant_time_compare(known, _digest(email))


def _digest(email: str) -> str:
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()


def _facts(request: HttpRequest, email: str) -> dict[str, str]:
    return {"account": email_subject(email), "client": client_network(request)}
