"""The visitor of a request, out of a signed cookie: no database is asked who speaks.

The cookie holds the browser's anonymous id, the account's public id once somebody logged in, and the session.
A session ends after 30 minutes without activity, or after 24 hours.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tracking import bots, identity
from tracking.clock import now_ms as now_ms
from tracking.ids import next_session_id, uuid7

COOKIE: Final = "visitor"
SALT: Final = "tracking.visitor"
_MAX_AGE: Final = 365 * 24 * 3600
SESSION_IDLE_MS: Final = 30 * 60 * 1000
SESSION_LENGTH_MS: Final = 24 * 3600 * 1000

# Of a cookie's value. Ours have some 300 characters.
_MAX_LENGTH: Final = 1024

# The cookie isn't rewritten for every request: half-hour sessions don't need more precision than this.
_REWRITE_AFTER_MS: Final = 60 * 1000


class Visitor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a request comes from. Times are milliseconds since 1970."""

    anonymous_id: str = msgspec.field(name="a")
    session_id: str = msgspec.field(name="s")
    session_started: int = msgspec.field(name="t")
    last_seen: int = msgspec.field(name="l")
    public_id: str | None = msgspec.field(name="u", default=None)
    email: str | None = msgspec.field(name="e", default=None)
    """Only where ``TRACKING_USER_ID`` says that events carry it."""
    is_bot: bool = msgspec.field(name="b", default=False)
    """Once certain, for good: a program that changes its name stays one."""

    @property
    def user_id(self) -> str | None:
        """What events say about the account, in the form ``TRACKING_USER_ID`` asks for."""
        return self.email or self.public_id

    @property
    def key(self) -> str:
        """What keeps this visitor's messages in one partition."""
        return self.public_id or self.anonymous_id

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects whose promotions this visitor may see."""
        browser = identity.browser_subject(self.anonymous_id)
        return (identity.account_subject(self.public_id), browser) if self.public_id else (browser,)


def new_visitor(*, now: int, is_bot: bool = False) -> Visitor:
    return Visitor(
        anonymous_id=uuid7(), session_id=uuid7(), session_started=now, last_seen=now, is_bot=is_bot
    )


def seen(visitor: Visitor, *, now: int) -> Visitor:
    """Return ``visitor`` as of an activity at ``now``: in the running session, or in the one after it.

    The next session's id comes out of the old one's: the collector writes no cookie, and yet it and the pages agree.
    """
    idle = now - visitor.last_seen
    if idle > SESSION_IDLE_MS or now - visitor.session_started > SESSION_LENGTH_MS:
        following = next_session_id(visitor.session_id)
        return msgspec.structs.replace(visitor, session_id=following, session_started=now, last_seen=now)
    if idle > _REWRITE_AFTER_MS:
        return msgspec.structs.replace(visitor, last_seen=now)
    return visitor


def of(request: HttpRequest) -> Visitor:
    """Return the request's visitor as it stands now. Read from the cookie once, on first use."""
    visitor: Visitor | None = getattr(request, "_visitor", None)
    if visitor is None:
        kept = known(request.COOKIES)
        visitor = _as_seen(kept, request.headers)
        request._visitor = visitor  # type: ignore[attr-defined]
        request._visitor_is_news = visitor != kept  # type: ignore[attr-defined]
    return visitor


def is_news(request: HttpRequest) -> bool:
    """Whether the request's visitor isn't the one its cookie names: there is none, or it doesn't know of a bot."""
    return getattr(request, "_visitor_is_news", False)


def change(request: HttpRequest, visitor: Visitor) -> None:
    """Let ``visitor`` be the request's from now on; the response will carry the cookie."""
    request._visitor = visitor  # type: ignore[attr-defined]
    request._visitor_changed = True  # type: ignore[attr-defined]


def changed(request: HttpRequest) -> Visitor | None:
    """Return the visitor if the cookie must be written."""
    return of(request) if getattr(request, "_visitor_changed", False) else None


def load(headers: Mapping[str, str], cookies: Mapping[str, str]) -> Visitor:
    """Return the visitor the cookie names, or a new one where there is none, or none of ours.

    ``headers`` must answer to lower-case names; they say whether this is a program.
    """
    return _as_seen(known(cookies), headers)


def known(cookies: Mapping[str, str]) -> Visitor | None:
    """Return the visitor as the cookie has it; None for no cookie, an old one, or one we didn't sign."""
    return read(cookies.get(COOKIE, ""), now=now_ms())


def _as_seen(kept: Visitor | None, headers: Mapping[str, str]) -> Visitor:
    is_bot = bots.is_bot(headers)
    if kept is None:
        return new_visitor(now=now_ms(), is_bot=is_bot)
    return msgspec.structs.replace(kept, is_bot=kept.is_bot or is_bot)


def read(cookie: str, *, now: int) -> Visitor | None:
    """Return the visitor a cookie's value names; None where it isn't one of ours, or too old at ``now``.

    ``is_bot`` is as it was when the cookie was written: the request at hand decides it anew.
    """
    if not cookie or len(cookie) > _MAX_LENGTH:
        return None
    try:
        visitor, signed_at = _verified(cookie, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    except (signing.BadSignature, msgspec.ValidationError):
        return None
    return visitor if now - signed_at <= _MAX_AGE * 1000 else None


@lru_cache(maxsize=16_384)
def _verified(cookie: str, _keys: tuple[str, ...]) -> tuple[Visitor, int]:
    """Return the visitor and when the cookie was signed, in milliseconds. Kept: somebody reading a page sends the same
    cookie every few seconds, and checking it costs more than the rest. A refusal raises, so it takes no room.

    Raises:
        BadSignature, ValidationError: it isn't ours.
    """
    content: dict[str, Any] = signing.loads(cookie, salt=SALT)
    signed_at = signing.b62_decode(cookie.rsplit(":", 2)[1]) * 1000
    return msgspec.convert(content, Visitor), signed_at


def save(response: HttpResponse, visitor: Visitor) -> None:
    """Write the cookie."""
    response.set_cookie(
        COOKIE,
        signing.dumps(msgspec.to_builtins(visitor), salt=SALT),
        max_age=_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
