"""What is kept about who did what in the store, and who tried to get in."""

from staff.audit import keeping
from tracking.privacy.registry import Holding, declare, exempt

exempt("otp_totp_totpdevice", "The authenticator of a member of staff: goes with the account.")
exempt("staff_backupcode", "Backup codes of a member of staff, as hashes: go with the account.")
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
