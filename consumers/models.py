"""The engine's own tables: positions, records that were refused, and who is running."""

from typing import ClassVar

from django.db import models


class ConsumerOffset(models.Model):
    """How far a consumer has come in one partition. Moves only in the transaction of the batch's effects.

    ``epoch`` counts the owners: a process whose epoch is no longer the stored one can't move the position.
    """

    pk = models.CompositePrimaryKey("consumer", "topic", "partition")
    consumer = models.CharField(max_length=80)
    topic = models.CharField(max_length=249)
    partition = models.IntegerField()
    next_offset = models.BigIntegerField()
    epoch = models.BigIntegerField()
    owner = models.CharField(max_length=120)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "consumer_offset"

    def __str__(self) -> str:
        return f"{self.consumer} {self.topic}[{self.partition}] at {self.next_offset}"


class DeadLetter(models.Model):
    """A record a consumer could not use, kept whole with the reason."""

    class Status(models.TextChoices):
        OPEN = "open"
        REPLAYED = "replayed"
        DISCARDED = "discarded"

    consumer = models.CharField(max_length=80)
    topic = models.CharField(max_length=249)
    partition = models.IntegerField()
    offset = models.BigIntegerField()
    timestamp = models.BigIntegerField(help_text="The record's, in milliseconds since 1970.")
    key = models.BinaryField(null=True)
    payload = models.BinaryField()
    headers = models.JSONField(default=list)
    error_type = models.CharField(max_length=120)
    error = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "dead_letter"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consumer", "topic", "partition", "offset"], name="dead_letter_one_per_record"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["consumer"], condition=models.Q(status="open"), name="dead_letter_open"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.topic}[{self.partition}]@{self.offset}: {self.error_type}"


class ConsumerInstance(models.Model):
    """A running consumer process, as it last reported. ``rate`` is in records/s, latencies are in ms and count
    from the event's stamp on the server to the commit of its effect, over the last minute."""

    class State(models.TextChoices):
        RUNNING = "running"
        WAITING = "waiting", "waiting for the database or the sink"
        PAUSED = "paused", "paused by an operator"
        STOPPED = "stopped"

    instance = models.CharField(max_length=120, primary_key=True)
    consumer = models.CharField(max_length=80, db_index=True)
    state = models.CharField(max_length=10, choices=State)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    partitions = models.IntegerField(default=0)
    processed = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    rate = models.FloatField(default=0)
    latency_p50_ms = models.FloatField(null=True)
    latency_p99_ms = models.FloatField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "consumer_instance"

    def __str__(self) -> str:
        return f"{self.consumer} ({self.instance}): {self.state}"


class ConsumerPause(models.Model):
    """A consumer that an operator paused, and since when; no row: it runs."""

    consumer = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "consumer_pause"

    def __str__(self) -> str:
        return f"{self.consumer} paused since {self.since:%H:%M:%S}"
