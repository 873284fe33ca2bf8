"""Log-ins in the audit log, by Django's own signals: those of staff, and every one that failed.

A failed one is written whoever is meant, under the hash of what was typed: writing those of staff only would take
longer for them, and so tell who is one.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from shop.models import User
from staff.audit.services import entry_add
from tracking.identity import account_subject, email_subject


@receiver(user_logged_in)
def logged_in(*, user: User, **_: Any) -> None:
    if user.is_staff:
        entry_add("logged_in", actor=account_subject(user.public_id))


@receiver(user_logged_out)
def logged_out(*, user: User | None, **_: Any) -> None:
    if user is not None and user.is_staff:
        entry_add("logged_out", actor=account_subject(user.public_id))


@receiver(user_login_failed)
def login_failed(*, credentials: dict[str, Any], **_: Any) -> None:
    entry_add("login_failed", actor="", subject=email_subject(str(credentials.get("username", ""))))
