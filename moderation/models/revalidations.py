"""Looking back: all past reviews judged again, what would change, and what was changed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shop.models import Review, User


class Revalidation(models.Model):
    """One look back by one policy. Its stages follow one another; ``applies`` says whether it goes on by itself once
    the differences are known. ``judged`` and ``kept`` (people's decisions, left alone) are counted at that moment."""

    class Stage(models.TextChoices):
        PREPARING = "preparing", "Learning what no event told of"
        READING = "reading", "Reading Kafka"
        COMPLETING = "completing", "Reading the database"
        COMPARED = "compared", "Compared"
        APPLYING = "applying", "Applying"
        APPLIED = "applied", "Applied"
        DROPPED = "dropped", "Dropped"

    WORKING: ClassVar = (Stage.PREPARING, Stage.READING, Stage.COMPLETING, Stage.APPLYING)

    policy_version = models.CharField(max_length=40)
    include_human = models.BooleanField("people's decisions too", default=False)
    applies = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PREPARING)
    is_paused = models.BooleanField("paused", default=False)
    judged = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        verbose_name = "re-validation"

    def __str__(self) -> str:
        return f"re-validation {self.pk} by policy {self.policy_version}"

    @property
    def is_working(self) -> bool:
        return self.stage in self.WORKING


class RevalidationChunk(models.Model):
    """A piece of a stage's work: offsets of a partition, numbers of reviews, or numbers of differences, from ``start``
    to just before ``stop``. ``position`` moves with the work, in one transaction with it."""

    revalidation = models.ForeignKey(Revalidation, on_delete=models.CASCADE, related_name="chunks")
    stage = models.CharField(max_length=10, choices=Revalidation.Stage)
    partition = models.PositiveIntegerField(null=True)
    start = models.BigIntegerField()
    stop = models.BigIntegerField()
    position = models.BigIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["revalidation", "stage"],
                condition=Q(position__lt=F("stop")),
                name="moderation_chunk_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.start} to {self.stop}"


class Rejudgement(models.Model):
    """What a look back makes of one review: it was ``before``, and would be ``after``.

    Rows without a difference are there while it is under way, so that no review is judged twice, and are deleted then.
    ``is_kept``: a person decided, and that stands. ``outcome`` is empty until it is applied. ``author`` is a subject.
    """

    class Outcome(models.TextChoices):
        DECIDED = "decided"
        FLAGGED = "flagged", "Published, and waits for a person"
        OVERTAKEN = "overtaken", "Edited or decided meanwhile"

    revalidation = models.ForeignKey(Revalidation, on_delete=models.CASCADE, related_name="rejudgements")
    review_id = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    author = models.CharField(max_length=80)
    before = models.CharField(max_length=8, choices=Review.Status)
    after = models.CharField(max_length=8, choices=Review.Status)
    is_kept = models.BooleanField(default=False)
    score = models.FloatField(default=0.0)
    signals = models.JSONField(default=list)
    reasons = ArrayField(models.CharField(max_length=60), default=list)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["revalidation", "review_id"], name="moderation_rejudged_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["author"], name="moderation_rejudged_author"),
        ]

    def __str__(self) -> str:
        return f"review {self.review_id}: {self.before} → {self.after}"
