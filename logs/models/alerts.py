"""What the consumer ``log-alerts`` and the tick write: counts, alerts, and what people are told."""

from typing import ClassVar

from django.db import models

from logs.models.rules import Rule, Team


class AlertWindow(models.Model):
    """How many lines of one rule and series fell into a short stretch of event time, by partition.

    ``series`` is the digest of the labels that are counted apart. ``bucket`` is the stretch's start in seconds since
    1970. ``matched`` lines are those of the rule; ``total`` counts what a rate or a baseline is measured against. The
    offsets are those of the first and last matched line.
    """

    pk = models.CompositePrimaryKey("rule_id", "series", "bucket", "partition")
    rule_id = models.BigIntegerField()
    series = models.CharField(max_length=32, db_collation="C")
    bucket = models.BigIntegerField()
    partition = models.IntegerField()
    matched = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    first_offset = models.BigIntegerField(null=True)
    last_offset = models.BigIntegerField(null=True)

    class Meta:
        db_table = "log_alert_window"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["bucket"], name="log_alert_window_bucket")
        ]

    def __str__(self) -> str:
        return f"rule {self.rule_id} {self.series} at {self.bucket}: {self.matched} of {self.total}"


class AlertLine(models.Model):
    """A line that was counted, for as long as the spool might send it again."""

    message_id = models.CharField(max_length=100, primary_key=True, db_collation="C")
    minute = models.BigIntegerField(db_index=True, help_text="When it was counted, in minutes since 1970.")

    class Meta:
        db_table = "log_alert_line"

    def __str__(self) -> str:
        return self.message_id


class ErrorKind(models.Model):
    """A kind of error, by its fingerprint (``logs.alerts.fingerprints``), and where it first stood."""

    key = models.CharField(max_length=40, primary_key=True, db_collation="C")
    title = models.CharField(max_length=300)
    why = models.CharField(max_length=500, help_text="Why lines are taken for the same.")
    first_seen = models.BigIntegerField(help_text="In ms since 1970.")
    last_seen = models.BigIntegerField(help_text="In ms since 1970.")

    class Meta:
        db_table = "log_error_kind"

    def __str__(self) -> str:
        return self.title


class Alert(models.Model):
    """A rule that found something in one series. ``logs.alerts.states`` says how it goes from state to state."""

    class State(models.TextChoices):
        PENDING = "pending"
        FIRING = "firing"
        ACKNOWLEDGED = "acknowledged"
        RESOLVED = "resolved"

    class Told(models.TextChoices):
        NOTHING = "", "nothing"
        FIRING = "firing"
        RESOLVED = "resolved"

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="alerts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, help_text="Who was told, else the rule’s owner.")
    series = models.CharField(max_length=32, db_collation="C")
    labels = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State)
    value = models.FloatField()
    summary = models.CharField(max_length=400, help_text="What was found, in words.")
    sample = models.CharField(max_length=1000, blank=True, help_text="One of the lines.")
    evidence = models.JSONField(
        default=list, help_text="Objects of topic, partition, first and last offset, lines."
    )
    started_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    calm_since = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    flaps = models.PositiveIntegerField(default=0)
    told = models.CharField(max_length=8, choices=Told, default=Told.NOTHING, blank=True)
    muted = models.CharField(max_length=240, blank=True, help_text="Why nobody is told.")
    escalations = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "log_alert"
        ordering: ClassVar[list[str]] = ["-started_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["rule", "series"],
                condition=~models.Q(state="resolved"),
                name="log_alert_one_open_per_series",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["rule", "series", "-resolved_at"], name="log_alert_last_of_series")
        ]

    def __str__(self) -> str:
        return f"{self.rule.name}: {self.summary}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.RESOLVED


class AlertChange(models.Model):
    """A line of an alert's story."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    state = models.CharField(max_length=12)
    why = models.CharField(max_length=400)
    made_by = models.CharField(
        max_length=40, blank=True, help_text="The public id of the account, if a person did it."
    )

    class Meta:
        db_table = "log_alert_change"
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.state}: {self.why}"


class Notification(models.Model):
    """A message to one channel of a team, written with what it tells of and sent afterwards, once.

    The id is made from what is told to whom, so the same thing is never told twice.
    """

    class Kind(models.TextChoices):
        FIRING = "firing"
        RESOLVED = "resolved"
        REPEAT = "repeat"
        ESCALATION = "escalation"

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    channel = models.CharField(max_length=300)
    group = models.CharField(max_length=32, db_collation="C", help_text="The digest of what is grouped.")
    kind = models.CharField(max_length=10, choices=Kind)
    alerts = models.ManyToManyField(Alert, related_name="notifications", db_table="log_notification_alert")
    content = models.JSONField(help_text="subject, text, and the alerts as objects.")
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "log_notification"
        ordering: ClassVar[list[str]] = ["-created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["group", "-created_at"], name="log_notification_group"),
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(status="waiting"),
                name="log_notification_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.team}: {self.content.get('subject', '')}"
