"""What people decide about alerts: teams, rules, and who is told what. Kept in the admin."""

from typing import Any, ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from logs.alerts.lines import LABELS
from logs.alerts.matching import is_matchers
from logs.alerts.rules import LONGEST_SPAN
from logs.delivery.channels import check_channels

_MATCHERS_HELP: Final = (
    "Labels and what they must be, * standing for anything: "
    '{"service": "web", "app": "shop*"}. All of them must fit; nothing fits everything.'
)


def check_matchers(value: Any) -> None:
    """Refuse what is no object of texts.

    Raises:
        ValidationError: it isn't.
    """
    if not is_matchers(value):
        raise ValidationError('Write an object of texts, such as {"service": "web"}.')


class Team(models.Model):
    """Who owns rules, and how they are told."""

    name = models.SlugField(max_length=40, unique=True)
    about = models.CharField(max_length=120, blank=True)
    channels = ArrayField(
        models.CharField(max_length=300),
        default=list,
        validators=[check_channels],
        blank=True,
        help_text="mailto:team@example.com, a webhook's https:// address, or a chat service as apprise writes it "
        "(slack://…, discord://…, tgram://…).",
    )
    escalates_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        help_text="Who is told when nobody of this team acknowledges in time.",
    )
    escalates_after = models.PositiveIntegerField(default=15, help_text="Minutes.")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """A condition on log lines, and who owns what it finds. ``logs.alerts.rules`` says what each kind means."""

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", "so many lines in a window"
        RATE = "rate", "so many of a hundred lines"
        SPIKE = "spike", "so many times more than usual"
        ABSENCE = "absence", "no line for so long"
        NEW_ERROR = "new-error", "an error never seen before"

    class Importance(models.TextChoices):
        INFO = "info"
        WARNING = "warning"
        CRITICAL = "critical"

    class Severity(models.IntegerChoices):
        DEBUG = 5, "debug"
        INFO = 9, "info"
        WARNING = 13, "warning"
        ERROR = 17, "error"
        CRITICAL = 21, "critical"

    name = models.SlugField(max_length=60, unique=True)
    about = models.CharField(
        max_length=200, help_text="What has happened when this fires, and what to do first."
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, help_text="The owner.")
    importance = models.CharField(max_length=10, choices=Importance, default=Importance.WARNING)
    active = models.BooleanField(default=True)

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.THRESHOLD)
    least_severity = models.IntegerField(choices=Severity, default=Severity.ERROR)
    text = models.CharField(
        max_length=200, blank=True, help_text="What the line must contain; case doesn’t count."
    )
    matchers = models.JSONField(
        default=dict, blank=True, validators=[check_matchers], help_text=_MATCHERS_HELP
    )
    by = ArrayField(
        models.CharField(max_length=20, choices=[(label, label) for label in LABELS]),
        default=list,
        blank=True,
        help_text="Labels that are counted apart, each with an alert of its own.",
    )
    window_seconds = models.PositiveIntegerField(default=60, validators=[MinValueValidator(1)])
    limit = models.FloatField(
        default=10, help_text="Lines; of a rate, percent; of a spike, times the usual. Not used by absence."
    )
    clear_limit = models.FloatField(
        null=True, blank=True, help_text="Below it all is well again. By default half of the limit."
    )
    least_count = models.PositiveIntegerField(
        default=10, help_text="Rate and spike: with fewer lines than this nothing is said."
    )
    baseline_windows = models.PositiveIntegerField(
        default=12,
        validators=[MinValueValidator(2)],
        help_text="Spike: how many windows before are the usual.",
    )
    hold_seconds = models.PositiveIntegerField(default=0, help_text="How long it must last before it fires.")
    calm_seconds = models.PositiveIntegerField(
        default=60, help_text="How long all must be well to resolve it."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what no evaluation could make sense of.

        Raises:
            ValidationError: of the field to mend.
        """
        windows = 1 + (self.baseline_windows if self.kind == self.Kind.SPIKE else 0)
        if (self.window_seconds or 0) * windows > LONGEST_SPAN:
            raise ValidationError({"window_seconds": f"All windows together last at most {LONGEST_SPAN} s."})
        if self.kind == self.Kind.ABSENCE and self.by:
            raise ValidationError({"by": "What is absent has no labels: make one rule for each."})
        if self.clear_limit is not None and self.clear_limit > self.limit:
            raise ValidationError({"clear_limit": "It must not lie above the limit."})


class Route(models.Model):
    """A branch of the tree that says which team hears of an alert; ``logs.alerts.routing`` walks it."""

    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    position = models.PositiveIntegerField(default=0)
    matchers = models.JSONField(
        default=dict, blank=True, validators=[check_matchers], help_text=_MATCHERS_HELP
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, help_text="Empty: the rule’s owner."
    )
    group_by = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Alerts that agree in these labels share their messages; “rule” is one of the labels.",
    )
    group_seconds = models.PositiveIntegerField(
        default=60, help_text="After a group’s first message, which is sent at once: seconds until its next."
    )
    repeat_minutes = models.PositiveIntegerField(default=240, help_text="When to say again what still fires.")
    goes_on = models.BooleanField(default=False, help_text="Look at the routes after this one too.")

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        wanted = ", ".join(f"{label}={value}" for label, value in self.matchers.items()) or "everything"
        return f"{wanted} → {self.team or 'the owner'}"


class Silence(models.Model):
    """For a time, nobody is told of alerts that match."""

    matchers = models.JSONField(default=dict, validators=[check_matchers], help_text=_MATCHERS_HELP)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    comment = models.CharField(max_length=200)
    made_by = models.CharField(
        max_length=40, blank=True, editable=False, help_text="The public id of the account."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-ends_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="log_silence_ends_after_it_starts",
                violation_error_message="It must end after it starts.",
            )
        ]

    def __str__(self) -> str:
        return self.comment


class Inhibition(models.Model):
    """While an alert fires that matches ``source``, nobody is told of those that match ``target``."""

    source = models.JSONField(validators=[check_matchers], help_text=_MATCHERS_HELP)
    target = models.JSONField(validators=[check_matchers], help_text=_MATCHERS_HELP)
    equal = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="Labels both must agree in."
    )
    about = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.about
