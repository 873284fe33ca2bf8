from staff.models.audit import AuditEntry
from staff.models.two_factor import BackupCode, StaffMember

__all__ = ["AuditEntry", "BackupCode", "StaffMember"]
