"""The audit trail: every decision there was, and what policies in shadow would have said."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shop.models import Review, User


class Decision(models.Model):
    """One decision about one revision of a review; never changed.

    By a policy, which ``policy_version`` names, or by a ``person``; ``is_shadow`` is one that had no effect.
    ``signals`` are ``moderation.signals.Signal`` as objects, ``reasons`` their codes, the most severe first, ``note``
    what a person wrote to the author. ``latency_ms`` is the time since the words were written. ``author`` is a subject.
    """

    review_id = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    author = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8, choices=Review.Status)
    policy_version = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_shadow = models.BooleanField("shadow", default=False)
    score = models.FloatField(null=True, blank=True)
    signals = models.JSONField(default=list, blank=True)
    reasons = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField()
    latency_ms = models.BigIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["review_id", "revision"], name="moderation_decision_review"),
            models.Index(fields=["author"], name="moderation_decision_author"),
            models.Index(fields=["decided_at"], name="moderation_decision_at"),
        ]

    def __str__(self) -> str:
        return f"review {self.review_id}, revision {self.revision}: {self.verdict}"
