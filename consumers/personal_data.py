"""What the engine keeps about people: records that could not be used, which are kept whole."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from consumers.dead_letters import letter_text
from consumers.models import DeadLetter
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare

_DONE_KEPT: Final = timedelta(days=30)
_OPEN_KEPT: Final = timedelta(days=90)


def _letters(person: Person) -> Iterator[DeadLetter]:
    # What could not be read has no columns to ask for; there are few of them.
    for letter in DeadLetter.objects.order_by("pk").iterator():
        if person.is_named_in(letter_text(letter)):
            yield letter


def _export(person: Person) -> Iterator[dict[str, Any]]:
    for letter in _letters(person):
        yield {
            "consumer": letter.consumer,
            "topic": letter.topic,
            "created_at": letter.created_at,
            "error": letter.error,
            "message": bytes(letter.payload).decode(errors="replace"),
        }


def _erase(person: Person) -> int:
    numbers = [letter.pk for letter in _letters(person)]
    return DeadLetter.objects.filter(pk__in=numbers).delete()[0]


def _expired(now: datetime) -> QuerySet[DeadLetter]:
    return DeadLetter.objects.filter(Q(resolved_at__lt=now - _DONE_KEPT) | Q(created_at__lt=now - _OPEN_KEPT))


declare(
    Holding(
        app="consumers",
        table="dead_letter",
        about="Messages that a consumer could not use, kept whole.",
        kept=f"{_DONE_KEPT.days} days after somebody dealt with it, else {_OPEN_KEPT.days} days",
        reason="Somebody must have the time to find out what was wrong, and to hand it over again.",
        erasure="deleted if the message names the person",
        export=_export,
        erase=_erase,
        expired=_expired,
    )
)
