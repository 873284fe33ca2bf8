"""Writing to the audit log what is no change of a row: log-ins, second factors, exports and erasures."""

from typing import Any

from django.utils import timezone

from staff.audit.acting import address_now
from staff.models import AuditEntry


def entry_add(
    action: str, *, actor: str, subject: str = "", address: str | None = None, **facts: Any
) -> None:
    """Add an entry, in the transaction of what it is about; the address is the running request's unless given.
    ``facts`` are for people to read, and hold no secrets."""
    AuditEntry.objects.create(
        at=timezone.now(),
        actor=actor,
        address=address_now() if address is None else address,
        action=action,
        subject=subject,
        changes=facts,
    )
