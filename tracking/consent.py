"""May this visitor's behaviour be recorded?

``TRACKING_CONSENT_MODE``: ``opt-in`` records nothing before the visitor agrees; ``opt-out`` records until they
decline. Global Privacy Control and Do Not Track decline for the visitor in both.
"""

from collections.abc import Mapping
from typing import Final, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "consent"
_MAX_AGE: Final = 180 * 24 * 3600

type Choice = Literal["granted", "denied", "undecided"]


def said_in(headers: Mapping[str, str], cookies: Mapping[str, str]) -> Choice:
    """Return what the visitor said: by a browser signal first, then by the banner. Header names in small letters,
    unless the mapping takes any."""
    if headers.get("sec-gpc") == "1" or headers.get("dnt") == "1":
        return "denied"
    said = cookies.get(COOKIE)
    if said == "granted":
        return "granted"
    return "denied" if said == "denied" else "undecided"


def choice(request: HttpRequest) -> Choice:
    """Return what the visitor said, as ``said_in`` does."""
    return said_in(request.headers, request.COOKIES)


def allows(said: Choice) -> bool:
    """Whether events may be produced of a visitor who ``said`` that."""
    return said == "granted" or (said == "undecided" and settings.TRACKING_CONSENT_MODE == "opt-out")


def is_granted(request: HttpRequest) -> bool:
    """Whether events of this request may be produced."""
    return allows(choice(request))


def is_needed(request: HttpRequest) -> bool:
    """Whether the banner must ask."""
    return settings.TRACKING_CONSENT_MODE == "opt-in" and choice(request) == "undecided"


def record(response: HttpResponse, *, granted: bool) -> None:
    """Remember the visitor's choice for half a year."""
    response.set_cookie(
        COOKIE,
        "granted" if granted else "denied",
        max_age=_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
