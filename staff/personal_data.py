"""What is kept about how staff log in, and about who did what."""

from django.db.models import QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff.audit import keeping
from staff.models import BackupCode
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare


def _devices(person: Person) -> QuerySet[TOTPDevice]:
    found: QuerySet[TOTPDevice] = TOTPDevice.objects.filter(user__public_id__in=person.public_ids)
    return found


def _codes(person: Person) -> QuerySet[BackupCode]:
    return BackupCode.objects.filter(user__public_id__in=person.public_ids)


declare(
    Holding(
        app="staff",
        table="otp_totp_totpdevice",
        about="The authenticator by which a member of staff logs in; its key is not handed out.",
        kept="as long as the account, or until it is replaced or reset",
        reason="It is what a code is compared with.",
        erasure="deleted",
        export=lambda person: _devices(person).values("name", "created_at", "last_used_at"),
        erase=lambda person: _devices(person).delete()[0],
    )
)
declare(
    Holding(
        app="staff",
        table="staff_backupcode",
        about="Backup codes of a member of staff, as hashes, and when one was used.",
        kept="as long as the account, or until they are renewed or reset",
        reason="They let somebody in who lost the phone.",
        erasure="deleted",
        export=lambda person: _codes(person).values("used_at"),
        erase=lambda person: _codes(person).delete()[0],
    )
)
declare(
    Holding(
        app="staff",
        table="staff_auditentry",
        about="What staff changed, when and from which network address; log-ins of staff, and all that failed.",
        kept=f"{keeping.KEPT.days} days; failed log-ins {keeping.FAILED_KEPT.days} days",
        reason="Who changed what, and who tried to get in, must be found out for as long as somebody may ask.",
        erasure="the entry stays; who, from where and what it says of the person go",
        export=lambda person: keeping.entries_of(person).values("at", "action", "table", "label", "address"),
        erase=keeping.entries_forget,
        expired=keeping.entries_expired,
    )
)
