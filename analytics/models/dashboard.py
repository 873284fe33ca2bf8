"""What the business teams keep beside the figures: views, links to them, mails of them, notes and watches."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A report's address that a member of staff gave a name: ``report`` is one of the catalogue, ``query`` what
    follows the question mark."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    report = models.CharField(max_length=20)
    query = models.CharField(max_length=4000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "analytics_saved_view"
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "name"], name="analytics_saved_view_one_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ViewLink(models.Model):
    """A link by which anybody may look at one view until ``expires_at``. The token itself is not kept."""

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_view_link"
        ordering: ClassVar[list[str]] = ["expires_at"]

    def __str__(self) -> str:
        return f"a link to {self.view}"


class ViewMail(models.Model):
    """A view that its owner gets by mail. ``due_at`` is when the next one is sent."""

    class Every(models.TextChoices):
        DAY = "day", "every day"
        WEEK = "week", "every Monday"
        MONTH = "month", "on the first of the month"

    view = models.OneToOneField(SavedView, models.CASCADE, related_name="mail")
    every = models.CharField(max_length=5, choices=Every)
    due_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "analytics_view_mail"

    def __str__(self) -> str:
        return f"{self.view}, {self.get_every_display()}"


class Annotation(models.Model):
    """What happened on a day, as the charts show it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    day = models.DateField(db_index=True)
    text = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "analytics_annotation"
        ordering: ClassVar[list[str]] = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"


class Watch(models.Model):
    """A figure of the overview that is looked at once a day, when the day is over."""

    class Kind(models.TextChoices):
        ABOVE = "above", "is above"
        BELOW = "below", "is below"
        UNUSUAL = "unusual", "is unusual"

    measure = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    limit = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    checked_day = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "analytics_watch"
        ordering: ClassVar[list[str]] = ["measure", "kind", "pk"]

    def __str__(self) -> str:
        return f"{self.measure} {self.get_kind_display()} {'' if self.limit is None else self.limit}".strip()
