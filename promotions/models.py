"""Promotions, which of them each visitor is shown, and codes."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper


class Promotion(models.Model):
    """A reduction on some categories or products, shown to those whose interest its keywords meet.

    Categories and products are named by their slugs, not by foreign keys: the shop stands above this app, and a
    product that is deleted must not break a promotion.
    """

    title = models.CharField(max_length=80)
    title_de = models.CharField("title in German", max_length=80, blank=True)
    text = models.CharField(max_length=200)
    text_de = models.CharField("text in German", max_length=200, blank=True)
    keywords = ArrayField(
        models.CharField(max_length=60), blank=True, default=list, help_text="Searches it answers, by commas."
    )
    keywords_de = ArrayField(
        models.CharField(max_length=60),
        verbose_name="keywords in German",
        blank=True,
        default=list,
        help_text="German searches it answers.",
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

    language = models.CharField(max_length=2, choices=[("en", "English"), ("de", "German")], default="en")
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


class Code(models.Model):
    """A word people type in the cart: a reduction on the whole order, or on its products of some categories.

    ``text`` is kept in capitals. The minimum is compared with the sum of the cart before the code.
    """

    text = models.CharField("code", max_length=40, unique=True, help_text="Capitals and digits: WELCOME10.")
    about = models.CharField(max_length=120, help_text="What shoppers read: 10 % off your first order.")
    percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    categories = ArrayField(
        models.SlugField(max_length=80),
        blank=True,
        default=list,
        help_text="Slugs, by commas; none means everything.",
    )
    minimum = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    uses_limit = models.PositiveIntegerField(null=True, blank=True, help_text="By everybody together.")
    uses = models.PositiveIntegerField(default=0, editable=False)
    once_per_person = models.BooleanField(default=True, help_text="Once for each e-mail address.")
    listed = models.BooleanField(default=False, help_text="Shown on the page of deals.")

    class Meta:
        ordering: ClassVar[list[str]] = ["text"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(percent__isnull=False, percent__gt=0, percent__lt=100, amount__isnull=True)
                | Q(amount__isnull=False, amount__gt=0, percent__isnull=True),
                name="promotions_code_one_reward",
                violation_error_message="Give either a percent below 100 or an amount.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="promotions_code_window",
                violation_error_message="The end must come after the start.",
            ),
            models.CheckConstraint(
                condition=Q(uses_limit__isnull=True) | Q(uses__lte=F("uses_limit")),
                name="promotions_code_uses",
                violation_error_message="The code was used more often than that already.",
            ),
            models.CheckConstraint(
                condition=Q(text=Upper("text")),
                name="promotions_code_capitals",
                violation_error_message="Write the code in capitals.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class CodeUse(models.Model):
    """That a person used a code. ``holder`` is their e-mail address as a keyed hash, see ``tracking.identity``."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="used")
    holder = models.CharField(max_length=80)
    reference = models.CharField(max_length=40, help_text="The order's number.")
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["code", "holder"], name="promotions_codeuse_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} by {self.holder}"


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
