"""Changing what may be recorded."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from promotions import services as promotions
from shop.models import User
from tracking import api as tracking
from tracking.consent import Purpose, Purposes


@transaction.atomic
def consent_change(request: HttpRequest, *, allowed: Purposes, method: str) -> None:
    """Let ``allowed`` be what this browser's activity may be used for.

    Taking personalisation back also forgets what was concluded from the activity until now, of the browser and of
    the account logged in: nobody could tell the two apart. Agreeing while logged in makes the browser the account's,
    as a login after agreeing would have.
    """
    user = request.user if isinstance(request.user, User) else None
    before = tracking.consent_of(request)
    subjects = tracking.subjects_of(request, public_id=user.public_id if user else None)
    tracking.consent_change(request, allowed=allowed, method=method)
    after = tracking.consent_of(request)
    if Purpose.PERSONALISATION in before - after:
        promotions.activity_clear(subjects=subjects, now=timezone.now())
    if user and after:
        tracking.identify(request, public_id=user.public_id, email=user.email)
