"""What the app keeps in PostgreSQL: the lines themselves, which tool the viewer reads, and saved searches."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class StoredLine(models.Model):
    """A log line, as ``logs.lines.LogLine`` explains it. The table is partitioned by day of ``date``, which is in ms
    since 1970; ``logs.sinks.partitions`` makes and drops the days. ``search`` has the words of ``logs.words``."""

    pk = models.CompositePrimaryKey("date", "message_id")
    date = models.BigIntegerField()
    message_id = models.TextField()
    timestamp = models.BigIntegerField()
    partition = models.IntegerField()
    offset = models.BigIntegerField()
    severity = models.SmallIntegerField()
    severity_text = models.TextField()
    level = models.TextField()
    service = models.TextField()
    consumer = models.TextField()
    logger = models.TextField()
    body = models.TextField()
    pattern = models.TextField()
    trace_id = models.TextField(null=True)  # noqa: DJ001  (NULLs stay out of the index, and most lines have none)
    span_id = models.TextField(null=True)  # noqa: DJ001
    links = ArrayField(models.TextField(), null=True)
    attributes = models.JSONField()
    resource = models.JSONField()
    search = SearchVectorField()

    class Meta:
        db_table = "log_line"

    def __str__(self) -> str:
        return f"{self.level} {self.service}: {self.body[:80]}"


class StoredMinute(models.Model):
    """How many lines of a minute (since 1970) there are of one level, service, logger and consumer;
    ``logs.sinks.minutes`` keeps it in step with the lines."""

    pk = models.CompositePrimaryKey("minute", "level", "service", "logger", "consumer")
    minute = models.BigIntegerField()
    level = models.TextField()
    service = models.TextField()
    logger = models.TextField()
    consumer = models.TextField()
    lines = models.BigIntegerField()

    class Meta:
        db_table = "log_minute"

    def __str__(self) -> str:
        return f"minute {self.minute}, {self.level} of {self.service}: {self.lines}"


class ViewerChoice(models.Model):
    """Which tool the viewer reads: one row, looked up by every page, so that a switch needs no restart."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sink = models.CharField(max_length=40)
    switched_at = models.DateTimeField()

    class Meta:
        db_table = "log_viewer_choice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="log_viewer_choice_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.sink


class SavedSearch(models.Model):
    """A search that a member of staff gave a name: ``query`` is the viewer's own query string."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "log_saved_search"
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "name"], name="log_saved_search_one_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
