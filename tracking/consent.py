"""May this visitor's behaviour be recorded?

``TRACKING_CONSENT_MODE``: ``opt-in`` records nothing before the visitor agrees; ``opt-out`` records until they
decline. Global Privacy Control and Do Not Track decline for the visitor in both.
"""

from typing import Final, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "consent"
_MAX_AGE: Final = 180 * 24 * 3600

type Choice = Literal["granted", "denied", "undecided"]


def choice(request: HttpRequest) -> Choice:
    """Return what the visitor said: by a browser signal first, then by the banner."""
    if request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1":
        return "denied"
    said = request.COOKIES.get(COOKIE)
    if said == "granted":
        return "granted"
    return "denied" if said == "denied" else "undecided"


def is_granted(request: HttpRequest) -> bool:
    """Whether events of this request may be produced."""
    said = choice(request)
    return said == "granted" or (said == "undecided" and settings.TRACKING_CONSENT_MODE == "opt-out")


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
