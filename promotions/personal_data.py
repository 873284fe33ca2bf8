"""What promotions keep about people: what they looked for, what came of it, and what they said about it."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, QuerySet

from promotions.models import Code, CodeUse, Dismissal, SubjectChoice, SubjectInterest, UserPromotion
from promotions.rules import INTEREST_LIFETIME
from promotions.services import NOBODY
from tracking.personal_data import NOTES_KEPT
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare

_DISMISSALS_KEPT: Final = timedelta(days=365)
_CODE_USES_KEPT: Final = timedelta(days=365)


def _interests(person: Person) -> QuerySet[SubjectInterest]:
    return SubjectInterest.objects.filter(subject__in=person.subjects)


def _promotions(person: Person) -> QuerySet[UserPromotion]:
    return UserPromotion.objects.filter(subject__in=person.subjects)


def _choices(person: Person) -> QuerySet[SubjectChoice]:
    return SubjectChoice.objects.filter(subject__in=person.subjects)


def _dismissals(person: Person) -> QuerySet[Dismissal]:
    return Dismissal.objects.filter(subject__in=person.subjects)


def _code_uses(person: Person) -> QuerySet[CodeUse]:
    return CodeUse.objects.filter(holder__in=person.email_subjects)


def _interests_expired(now: datetime) -> QuerySet[SubjectInterest]:
    return SubjectInterest.objects.filter(expires_at__lt=now)


def _promotions_expired(now: datetime) -> QuerySet[UserPromotion]:
    return UserPromotion.objects.filter(expires_at__lt=now)


def _choices_expired(now: datetime) -> QuerySet[SubjectChoice]:
    return SubjectChoice.objects.filter(opted_out=False, cleared_at__lt=now - NOTES_KEPT)


def _dismissals_expired(now: datetime) -> QuerySet[Dismissal]:
    return Dismissal.objects.filter(dismissed_at__lt=now - _DISMISSALS_KEPT)


def _code_uses_expired(now: datetime) -> QuerySet[CodeUse]:
    ended = Code.objects.filter(ends_at__lt=now - _CODE_USES_KEPT)
    return CodeUse.objects.filter(code__in=ended)


def _deleted(rows: QuerySet[Any]) -> int:
    return rows.delete()[0]


declare(
    Holding(
        app="promotions",
        table="subject_interest",
        about="What the person, or browser, searched for last.",
        kept=f"{INTEREST_LIFETIME.days} days after the search",
        reason="A search says something about somebody for that long.",
        erasure="deleted",
        export=lambda person: _interests(person).values(),
        erase=lambda person: _deleted(_interests(person)),
        expired=_interests_expired,
    )
)
declare(
    Holding(
        app="promotions",
        table="user_promotions",
        about="The deals that the last search led to.",
        kept=f"{INTEREST_LIFETIME.days} days after the search",
        reason="As long as the search counts.",
        erasure="deleted",
        export=lambda person: _promotions(person).values(
            "subject", "keyword", "reason", "score", "created_at", "expires_at", deal=F("promotion__title")
        ),
        erase=lambda person: _deleted(_promotions(person)),
        expired=_promotions_expired,
    )
)
declare(
    Holding(
        app="promotions",
        table="subject_choice",
        about="Whether personal offers are turned off, and when activity was cleared.",
        kept=f"a wish: until it is taken back; a clearing: {NOTES_KEPT.days} days",
        reason="A wish holds until its owner changes it; a clearing must outlive what topics have from before it.",
        erasure="deleted",
        export=lambda person: _choices(person).values(),
        erase=lambda person: _deleted(_choices(person)),
        expired=_choices_expired,
    )
)
declare(
    Holding(
        app="promotions",
        table="promotion_dismissal",
        about="The deals that the person closed.",
        kept=f"{_DISMISSALS_KEPT.days} days",
        reason="Few deals run for longer, and no person remembers having closed one.",
        erasure="deleted",
        export=lambda person: _dismissals(person).values(
            "subject", "dismissed_at", deal=F("promotion__title")
        ),
        erase=lambda person: _deleted(_dismissals(person)),
        expired=_dismissals_expired,
    )
)
declare(
    Holding(
        app="promotions",
        table="promotions_codeuse",
        about="That an e-mail address (as a keyed hash) used a code, and for which order.",
        kept=f"{_CODE_USES_KEPT.days} days after the code ended",
        reason="A code that is good once for each person needs to know; until then a code may be prolonged.",
        erasure="the hash goes, the use still counts against the code's limit",
        export=lambda person: _code_uses(person).values("reference", "created_at", used=F("code__text")),
        erase=lambda person: _code_uses(person).update(holder=NOBODY),
        expired=_code_uses_expired,
    )
)
