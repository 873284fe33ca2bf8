"""What may this visitor's behaviour be used for?

Two purposes, which people choose apart: ``analytics`` (what the store learns from everybody together) and
``personalisation`` (what it shows the one person). ``TRACKING_CONSENT_MODE``: ``opt-in`` allows nothing before the
visitor agrees; ``opt-out`` allows both until they decline. Global Privacy Control and Do Not Track decline for the
visitor in either mode, whatever the banner was told.

A choice is written as its purposes in alphabetical order, joined by ``+``, or ``none``: so it stands in the cookie
``consent`` and in the field ``consent`` of every event. See docs/consent.md.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tracking.events import Event

COOKIE: Final = "consent"
_MAX_AGE: Final = 180 * 24 * 3600


class Purpose(StrEnum):
    """What an event may be used for."""

    ANALYTICS = "analytics"
    PERSONALISATION = "personalisation"


type Purposes = frozenset[Purpose]

EVERYTHING: Final[Purposes] = frozenset(Purpose)
NOTHING: Final[Purposes] = frozenset()

# Signals by which a browser declines for its person: https://w3c.github.io/gpc/, https://www.w3.org/TR/tracking-dnt/
_SIGNALS: Final = (("sec-gpc", "Global Privacy Control"), ("dnt", "Do Not Track"))
# What the cookie and messages said before there were purposes: recorded, so for both, or not at all.
_BEFORE: Final = {"granted": EVERYTHING, "undecided": EVERYTHING, "denied": NOTHING}


def purposes(headers: Mapping[str, str], cookies: Mapping[str, str]) -> Purposes:
    """Return what a request's visitor allows. Needs no Django request: every door to the pipeline asks this.

    ``headers`` must answer to lower-case names.
    """
    if signal(headers):
        return NOTHING
    said = chosen(cookies)
    if said is None:
        return EVERYTHING if settings.TRACKING_CONSENT_MODE == "opt-out" else NOTHING
    return said


def signal(headers: Mapping[str, str]) -> str:
    """Return the name of the signal by which the browser declines, or nothing."""
    return next((name for header, name in _SIGNALS if headers.get(header, "").strip() == "1"), "")


def chosen(cookies: Mapping[str, str]) -> Purposes | None:
    """Return what the visitor said when asked; None if nothing that can be read."""
    said = cookies.get(COOKIE, "")
    if said in {"", "undecided"}:
        return None
    return parse(said) if said in _BEFORE or said == text(parse(said)) else None


def text(allowed: Purposes) -> str:
    """Return ``analytics+personalisation``, one of the two, or ``none``."""
    return "+".join(sorted(allowed)) or "none"


def parse(said: str) -> Purposes:
    """Return the purposes in what ``text`` wrote; words of other versions are left out."""
    if said in _BEFORE:
        return _BEFORE[said]
    return frozenset(purpose for purpose in Purpose if purpose in said.split("+"))


def may_use(event: Event, purpose: Purpose) -> bool:
    """Whether a reader may use ``event`` for ``purpose``; each reader leaves out what it may not.

    An event that says nothing comes from a system of others, which answers for it. The store's own books (an order,
    a refund, a decision: what may come from nobody known) count in analytics whatever their visitor chose.
    """
    if event.consent is None or purpose in parse(event.consent):
        return True
    return purpose is Purpose.ANALYTICS and not event.names_someone


def of(request: HttpRequest) -> Purposes:
    """Return what the request's visitor allows, as it stands now."""
    changed_to: Purposes | None = changed(request)
    return purposes(request.headers, request.COOKIES) if changed_to is None else changed_to


def is_granted(request: HttpRequest) -> bool:
    """Whether events of this request may be produced: for one purpose at least."""
    return bool(of(request))


def is_needed(request: HttpRequest) -> bool:
    """Whether the banner must ask."""
    is_undecided = chosen(request.COOKIES) is None and changed(request) is None
    return settings.TRACKING_CONSENT_MODE != "opt-out" and is_undecided and not signal(request.headers)


def change(request: HttpRequest, allowed: Purposes) -> None:
    """Let ``allowed`` hold from now on; the response will carry the cookie."""
    request._consent = allowed  # type: ignore[attr-defined]


def changed(request: HttpRequest) -> Purposes | None:
    """Return what was chosen during this request, if anything was."""
    return getattr(request, "_consent", None)


def save(response: HttpResponse, allowed: Purposes) -> None:
    """Remember the visitor's choice for half a year."""
    response.set_cookie(
        COOKIE,
        text(allowed),
        max_age=_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
