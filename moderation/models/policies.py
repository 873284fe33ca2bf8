"""Versions of the policy."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class PolicyVersion(models.Model):
    """A policy's document under the name that decisions give.

    A draft may be edited; from the moment it runs, live or in shadow, it stays what it is: a trigger of the database
    refuses anything else. One version is live at a time.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        LIVE = "live"
        SHADOW = "shadow", "In shadow"
        RETIRED = "retired"

    version = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    document = models.JSONField()
    note = models.CharField(max_length=200, blank=True, help_text="What is different, and why.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        verbose_name = "policy"
        verbose_name_plural = "policies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="live"), name="moderation_one_live_policy"
            ),
        ]

    def __str__(self) -> str:
        return self.version
