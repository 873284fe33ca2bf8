"""Who is who, and what is still to be sent."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class IdentityAlias(models.Model):
    """Another name of a person: what an anonymous browser or an e-mail address stands for.

    Both columns hold subjects (see ``tracking.identity``). Written in the transaction of a sign-up or login and
    read by consumers and pages, so that it doesn't matter in which order topics are consumed.
    """

    alias = models.CharField(max_length=80, primary_key=True)
    subject = models.CharField(max_length=80, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "identity_alias"
        verbose_name_plural = "identity aliases"

    def __str__(self) -> str:
        return f"{self.alias} → {self.subject}"


class OutboxMessage(models.Model):
    """A message written in the transaction of the change it tells of; ``relay_outbox`` hands it to Kafka.

    A row is deleted once the broker has it. Rows of one ``aggregate`` leave in the order of their ids: one that can't
    be sent (``attempts`` above 0) holds up those behind it, and is tried again at ``next_attempt_at``.
    """

    aggregate = models.CharField(max_length=120, help_text="What the message is about: order:LK-7F3K-92QD.")
    topic = models.CharField(max_length=80, help_text="As declared, without the cluster's prefix.")
    key = models.CharField(max_length=120)
    payload = models.TextField(help_text="The event as JSON, as it will be sent.")
    created_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(
        db_default=0, help_text="How often it was refused for what it is; an absent broker doesn't count."
    )
    last_error = models.TextField(blank=True, db_default="")
    next_attempt_at = models.DateTimeField(null=True, blank=True, help_text="Empty: at once.")
    traceparent = models.CharField(
        max_length=55,
        blank=True,
        db_default="",
        help_text="The trace it belongs to, sent as a header of that name.",
    )

    class Meta:
        db_table = "outbox"
        verbose_name = "outbox message"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["aggregate", "id"], name="outbox_aggregate_id"),
        ]

    def __str__(self) -> str:
        return f"{self.aggregate} → {self.topic}"


class ErasedSubject(models.Model):
    """That somebody was erased, and when: what was received until then has no effect any more, however often a topic
    is read again. ``name`` is a keyed hash of the subject (see ``tracking.privacy.notes``) and names nobody."""

    name = models.CharField(max_length=64, primary_key=True)
    erased_at = models.BigIntegerField(
        db_index=True, help_text="In milliseconds since 1970, as events count."
    )

    class Meta:
        db_table = "erased_subject"

    def __str__(self) -> str:
        return self.name
