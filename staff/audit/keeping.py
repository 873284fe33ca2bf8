"""The two reasons for which entries of the audit log change: they are old, or somebody named in them is erased."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from staff.models import AuditEntry
from tracking.privacy.people import Person

KEPT: Final = timedelta(days=730)
# Failed log-ins are many, and about shoppers mostly.
FAILED_KEPT: Final = timedelta(days=90)


class ExpiredEntries(QuerySet[AuditEntry]):
    """What retention may delete, although the table refuses it to anybody else."""

    def delete(self) -> tuple[int, dict[str, int]]:
        with _allowed():
            return super().delete()


def entries_of(person: Person) -> QuerySet[AuditEntry]:
    """Return what the person did, and what was done to their account."""
    return AuditEntry.objects.filter(Q(actor__in=person.subjects) | Q(subject__in=person.subjects))


def entries_expired(now: datetime) -> QuerySet[AuditEntry]:
    over = Q(at__lt=now - KEPT) | Q(at__lt=now - FAILED_KEPT, action="login_failed")
    return ExpiredEntries(AuditEntry).filter(over)


def entries_forget(person: Person) -> int:
    """Let entries no longer say whom they are about; that something was done stays. Returns how many there were."""
    with _allowed():
        about = AuditEntry.objects.filter(subject__in=person.subjects).update(
            subject="", label="", changes={}, address=""
        )
        return about + AuditEntry.objects.filter(actor__in=person.subjects).update(actor="", address="")


@contextmanager
def _allowed() -> Iterator[None]:
    with transaction.atomic():
        _tell("on")
        yield
        _tell("")


def _tell(value: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('audit.may_change', %s, true)", [value])
