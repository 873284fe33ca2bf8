"""Writing to the audit log what is no change of a row: log-ins, second factors, exports and erasures."""

from typing import Any

from django.utils import timezone

from staff.audit.acting import address_now
from staff.models import AuditEntry


def entry_add(action: str, *, actor: str, subject: str = "", **facts: Any) -> None:
    """Add an entry, in the transaction of what it is about. ``facts`` are for people to read, and hold no secrets."""
    AuditEntry.objects.create(
        at=timezone.now(), actor=actor, address=address_now(), action=action, subject=subject, changes=facts
    )
