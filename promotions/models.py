"""Promotions, and which of them each visitor is shown."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Promotion(models.Model):
    """A reduction on some categories or products, shown to those whose interest its keywords meet.

    Categories and products are named by their slugs, not by foreign keys: the shop stands above this app, and a
    product that is deleted must not break a promotion.
    """

    title = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    keywords = ArrayField(
        models.CharField(max_length=60), blank=True, default=list, help_text="Searches it answers, by commas."
    )
    categories = ArrayField(
        models.SlugField(max_length=80),
        blank=True,
        default=list,
        help_text="Slugs, by commas: humidifiers, fans",
    )
    products = ArrayField(
        models.SlugField(max_length=140),
        blank=True,
        default=list,
        help_text="Slugs of single products, by commas.",
    )
    reward_percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    reward_amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    reward_currency = models.CharField(max_length=3, default="EUR")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    priority = models.SmallIntegerField(default=0, help_text="Higher comes first among equally good matches.")
    editorial = models.BooleanField(default=False, help_text="Shown to visitors without a history.")
    active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-priority", "title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                # isnull is said outright: a CHECK that comes out as NULL passes.
                condition=Q(
                    reward_percent__isnull=False,
                    reward_percent__gt=0,
                    reward_percent__lt=100,
                    reward_amount__isnull=True,
                )
                | Q(reward_amount__isnull=False, reward_amount__gt=0, reward_percent__isnull=True),
                name="promotions_one_reward",
                violation_error_message="Give either a percent below 100 or an amount.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="promotions_window",
                violation_error_message="The end must come after the start.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Synonym(models.Model):
    """Words and phrases that mean the same to a shopper: a search for one finds promotions for the others."""

    words = ArrayField(models.CharField(max_length=60), help_text="By commas: sofa, couch, settee")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return ", ".join(self.words)


class SubjectInterest(models.Model):
    """What a subject looked for last. Guards ``user_promotions``: an older event never replaces a newer one.

    ``source_date`` and ``source_id`` are the deciding search's date (ms since 1970) and message id.
    """

    subject = models.CharField(max_length=80, primary_key=True)
    keyword = models.CharField(max_length=200)
    source_date = models.BigIntegerField()
    source_id = models.CharField(max_length=100, db_collation="C")
    expires_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "subject_interest"

    def __str__(self) -> str:
        return f"{self.subject}: {self.keyword}"


class UserPromotion(models.Model):
    """A promotion a subject is shown, and why. ``subject`` is explained in ``tracking.identity``."""

    pk = models.CompositePrimaryKey("subject", "promotion")
    subject = models.CharField(max_length=80)
    # No constraint in the database: a promotion deleted while a batch is under way must not refuse the batch.
    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, db_constraint=False)
    keyword = models.CharField(max_length=200)
    reason = models.CharField(max_length=120)
    score = models.FloatField()
    source_event = models.CharField(max_length=100, help_text="The message id of the search.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "user_promotions"

    def __str__(self) -> str:
        return f"{self.subject}: {self.promotion_id} for {self.keyword}"


class SubjectChoice(models.Model):
    """What a person said about deals chosen for them. No row means nothing was said.

    ``cleared_at`` guards against the past: what was received until then has no effect any more, however late a
    consumer reads it, and however often.
    """

    subject = models.CharField(max_length=80, primary_key=True)
    cleared_at = models.DateTimeField(null=True)
    opted_out = models.BooleanField(default=False)

    class Meta:
        db_table = "subject_choice"

    def __str__(self) -> str:
        return f"{self.subject}: {'out' if self.opted_out else 'in'}, cleared {self.cleared_at or 'never'}"


class Dismissal(models.Model):
    """A promotion that a subject closed and is not shown again."""

    pk = models.CompositePrimaryKey("subject", "promotion")
    subject = models.CharField(max_length=80)
    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, db_constraint=False)
    dismissed_at = models.DateTimeField()

    class Meta:
        db_table = "promotion_dismissal"

    def __str__(self) -> str:
        return f"{self.subject}: not {self.promotion_id}"
