"""The audit log: who did what, when and from where. Rows are added and never changed; a trigger holds it."""

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One thing that somebody did.

    ``actor`` and ``subject`` name people as ``tracking.identity`` does (``u:<public id>``, ``e:<hash of an address>``);
    ``actor`` is ``command`` for what an operator does at a terminal. Changes of rows are written by triggers
    (migration ``0002_audit``): ``changes`` maps a column to its old and new value.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80, blank=True, db_index=True)
    address = models.CharField("network address", max_length=64, blank=True)
    action = models.CharField(max_length=40, db_index=True)
    table = models.CharField(max_length=63, blank=True)
    key = models.CharField(max_length=80, blank=True)
    label = models.CharField("what", max_length=200, blank=True)
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    changes = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table", "key"], name="staff_audit_row"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.label}".strip()
