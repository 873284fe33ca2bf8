"""What a member of staff proves their log-in with, beside the authenticator that django-otp keeps."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shop.models import User


class BackupCode(models.Model):
    """A code for the day the phone is lost: as a hash, and good once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="backup_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="staff_backupcode_unique"),
        ]

    def __str__(self) -> str:
        return f"backup code {self.pk}"


class StaffMember(User):
    """The accounts that may enter the pages of staff, for the admin's list of how they log in."""

    class Meta:
        proxy = True
        verbose_name = "two-factor log-in"
        verbose_name_plural = "two-factor log-ins"
