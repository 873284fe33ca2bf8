"""What waits for a person beside the reviews of that status, and who is looking at what."""

from typing import ClassVar

from django.db import models

from moderation.models.decisions import Decision
from shop.models import User


class Flag(models.Model):
    """A published review that a policy, looking back, sent to a person. It stays public until the person decides.

    ``decision`` is where the policy said so; a flag about a revision that isn't the newest means nothing any more.
    ``author`` is a subject.
    """

    review_id = models.BigIntegerField(primary_key=True)
    revision = models.PositiveIntegerField()
    author = models.CharField(max_length=80, db_index=True)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    flagged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review {self.review_id}, revision {self.revision}"


class Claim(models.Model):
    """An admin has a review in hand, until then."""

    review_id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "until"], name="moderation_claim_person"),
        ]

    def __str__(self) -> str:
        return f"review {self.review_id} until {self.until:%H:%M}"
