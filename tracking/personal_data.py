"""What tracking itself keeps about people: their names, what is still to be sent, and notes of who was erased.

Messages that wait in a process's spool on disk are no table; they are declared in the same way, as place ``spool``.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet

from tracking.models import ErasedSubject, IdentityAlias, OutboxMessage
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare
from tracking.spool import contents
from tracking.topics import TOPICS

LONGEST_RETENTION: Final = max(topic.retention for topic in TOPICS if topic.retention)

# A browser keeps its cookie for a year after its last visit, and topics what it did for some time more.
_ALIASES_KEPT: Final = timedelta(days=365) + LONGEST_RETENTION

# Kafka deletes whole segments, of a week each by default, so messages outlive their retention a little; the rest is
# room for a topic that somebody set to keep more for a while.
NOTES_KEPT: Final = LONGEST_RETENTION * 3


def _aliases(person: Person) -> QuerySet[IdentityAlias]:
    return IdentityAlias.objects.filter(Q(alias__in=person.subjects) | Q(subject__in=person.subjects))


def _aliases_erase(person: Person) -> int:
    return _aliases(person).delete()[0]


def _aliases_expired(now: datetime) -> QuerySet[IdentityAlias]:
    return IdentityAlias.objects.filter(alias__startswith="a:", created_at__lt=now - _ALIASES_KEPT)


def _messages(person: Person) -> Iterator[OutboxMessage]:
    # The table is nearly empty, but for times without a broker; and a message can name people anywhere.
    for row in OutboxMessage.objects.order_by("pk").iterator():
        if person.is_named_in(f"{row.key} {row.payload}"):
            yield row


def _messages_export(person: Person) -> Iterator[dict[str, Any]]:
    for row in _messages(person):
        yield {
            "topic": row.topic,
            "created_at": row.created_at,
            "message": msgspec.json.decode(row.payload),
        }


def _messages_erase(person: Person) -> int:
    numbers = [row.pk for row in _messages(person)]
    return OutboxMessage.objects.filter(pk__in=numbers).delete()[0]


def _names(person: Person, content: bytes) -> bool:
    return person.is_named_in(content.decode(errors="replace"))


def _spool_export(person: Person) -> Iterator[dict[str, Any]]:
    for record in contents.read():
        if _names(person, record.content):
            yield {"topic": record.topic, "message": msgspec.json.decode(record.content)}


def _spool_erase(person: Person) -> int:
    # Files don't roll back with a transaction, so they follow it. What a process writes meanwhile, or another host
    # has, consumers drop as they drop what Kafka still has.
    transaction.on_commit(lambda: contents.erase(lambda _, content: _names(person, content)))
    return sum(1 for _ in _spool_export(person))


def _notes_expired(now: datetime) -> QuerySet[ErasedSubject]:
    return ErasedSubject.objects.filter(erased_at__lt=int((now - NOTES_KEPT).timestamp() * 1000))


declare(
    Holding(
        app="tracking",
        table="identity_alias",
        about="Which account a browser, or an e-mail address (as a keyed hash), belongs to.",
        kept=f"browsers: {_ALIASES_KEPT.days} days; addresses: as long as the account",
        reason="A browser's cookie lasts a year, topics name it for some time more; addresses reach the account.",
        erasure="deleted, those of earlier addresses too",
        export=lambda person: _aliases(person).values("alias", "subject", "created_at"),
        erase=_aliases_erase,
        expired=_aliases_expired,
    )
)
declare(
    Holding(
        app="tracking",
        table="outbox",
        about="Messages on their way to Kafka: orders, reviews, merges, consent.",
        kept="until the broker has them, normally well under a second",
        reason="They must not be lost while the broker is away.",
        erasure="deleted, unsent",
        export=_messages_export,
        erase=_messages_erase,
    )
)
declare(
    Holding(
        app="tracking",
        table="spool",
        about="Events that wait on this host's disk while Kafka is away.",
        kept="until the broker has them",
        reason="They would be lost otherwise.",
        erasure="deleted, unsent, right after the rest",
        export=_spool_export,
        erase=_spool_erase,
    )
)
declare(
    Holding(
        app="tracking",
        table="erased_subject",
        about="That somebody was erased and when, under keyed hashes that name nobody.",
        kept=f"{NOTES_KEPT.days} days",
        reason="It must outlive every message that Kafka still has of the person.",
        erasure="written by it",
        export=lambda person: [],
        erase=lambda person: 0,
        expired=_notes_expired,
    )
)
