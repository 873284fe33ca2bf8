"""Records that a consumer could not use: kept, shown, tried again or given up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consumers.api import ConsumerSpec, Delivery, run_batch
from consumers.models import DeadLetter
from consumers.records import Record
from tracking import codec
from tracking.privacy import notes
from tracking.topics import topic_by_full_name

_MAX_ERROR = 4000


@dataclass(frozen=True, slots=True)
class Reject:
    """A record and why it was refused."""

    record: Record
    error: Exception


def record(*, consumer: str, rejects: Sequence[Reject]) -> None:
    """Keep ``rejects``, in the caller's transaction. A record that is refused again replaces its earlier letter."""
    if rejects:
        DeadLetter.objects.bulk_create(
            [_letter(consumer, reject) for reject in rejects],
            update_conflicts=True,
            unique_fields=["consumer", "topic", "partition", "offset"],
            update_fields=[
                "timestamp",
                "key",
                "payload",
                "headers",
                "error_type",
                "error",
                "status",
                "resolved_at",
            ],
        )


def _letter(consumer: str, reject: Reject) -> DeadLetter:
    refused = reject.record
    return DeadLetter(
        consumer=consumer,
        topic=refused.topic,
        partition=refused.partition,
        offset=refused.offset,
        timestamp=refused.timestamp,
        key=refused.key,
        payload=refused.value,
        headers=[[name, value.decode(errors="replace")] for name, value in refused.headers],
        error_type=type(reject.error).__name__,
        # A database's complaint can quote the very NUL that it refused.
        error=str(reject.error).replace("\0", "\ufffd")[:_MAX_ERROR],
    )


def record_text(record: Record, error: str) -> str:
    """Return everything that a refused record says, and what was said of it: whoever is named in it."""
    content = b" ".join([record.key or b"", record.value, *(value for _, value in record.headers)])
    return f"{content.decode(errors='replace')} {error}"


def letter_text(letter: DeadLetter) -> str:
    return record_text(_record(letter), letter.error)


def open_letters(*, consumer: str | None = None) -> QuerySet[DeadLetter]:
    """Return the letters nobody dealt with, newest first."""
    letters = DeadLetter.objects.filter(status=DeadLetter.Status.OPEN)
    return letters.filter(consumer=consumer) if consumer else letters


def replay(*, letter: DeadLetter, spec: ConsumerSpec) -> None:
    """Hand the record to the handler again, by itself; what it does and the letter's end are one transaction.

    Raises:
        Exception: whatever decoding or the handler raises; the letter stays open.
    """
    record = _record(letter)
    event = codec.decode(topic_by_full_name(record.topic), record.value)
    with transaction.atomic():
        notes.lock_shared()
        run_batch(spec, [Delivery(event, record)])
        _resolve(letter, DeadLetter.Status.REPLAYED)


def _record(letter: DeadLetter) -> Record:
    return Record(
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.offset,
        timestamp=letter.timestamp,
        key=None if letter.key is None else bytes(letter.key),
        value=bytes(letter.payload),
        headers=[(name, value.encode()) for name, value in letter.headers],
    )


def discard(*, letter: DeadLetter) -> None:
    """Close the letter without using it; the record stays readable."""
    _resolve(letter, DeadLetter.Status.DISCARDED)


def _resolve(letter: DeadLetter, status: DeadLetter.Status) -> None:
    letter.status = status
    letter.resolved_at = timezone.now()
    letter.save(update_fields=["status", "resolved_at"])
