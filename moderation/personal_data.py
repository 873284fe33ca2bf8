"""What moderation keeps of people: their words, since when they are known, and what was decided about them."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from moderation.models import Decision, Flag, KnownAuthor, KnownContent, Rejudgement
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, declare

_DECISIONS_KEPT: Final = timedelta(days=730)
_WITHDRAWN_KEPT: Final = timedelta(days=90)
_LOOKS_BACK_KEPT: Final = timedelta(days=90)


def _contents(person: Person) -> QuerySet[KnownContent]:
    return KnownContent.objects.filter(author__in=person.subjects)


def _authors(person: Person) -> QuerySet[KnownAuthor]:
    return KnownAuthor.objects.filter(subject__in=person.subjects)


def _decisions(person: Person) -> QuerySet[Decision]:
    return Decision.objects.filter(author__in=person.subjects)


def _contents_expired(now: datetime) -> QuerySet[KnownContent]:
    oldest = int((now - _WITHDRAWN_KEPT).timestamp() * 1000)
    return KnownContent.objects.filter(is_withdrawn=True, written_at__lt=oldest)


def _decisions_expired(now: datetime) -> QuerySet[Decision]:
    return Decision.objects.filter(decided_at__lt=now - _DECISIONS_KEPT)


def _flags(person: Person) -> QuerySet[Flag]:
    return Flag.objects.filter(author__in=person.subjects)


def _rejudgements(person: Person) -> QuerySet[Rejudgement]:
    return Rejudgement.objects.filter(author__in=person.subjects)


def _flags_expired(now: datetime) -> QuerySet[Flag]:
    return Flag.objects.filter(flagged_at__lt=now - _DECISIONS_KEPT)


def _rejudgements_expired(now: datetime) -> QuerySet[Rejudgement]:
    return Rejudgement.objects.filter(revalidation__finished_at__lt=now - _LOOKS_BACK_KEPT)


declare(
    Holding(
        app="moderation",
        table="moderation_knowncontent",
        about="Reviews as they were sent, with what near-duplicates of them are found by.",
        kept=f"until withdrawn; that there was one, {_WITHDRAWN_KEPT.days} days from when it was written",
        reason="What is judged is compared with what was written before.",
        erasure="deleted",
        export=lambda person: _contents(person).values(
            "review_id", "product_id", "revision", "rating", "text", "written_at", "is_withdrawn"
        ),
        erase=lambda person: _contents(person).delete()[0],
        expired=_contents_expired,
    )
)
declare(
    Holding(
        app="moderation",
        table="moderation_knownauthor",
        about="Since when an account is known.",
        kept="as long as the account",
        reason="Accounts that are made for one review are a sign of bought ones.",
        erasure="deleted",
        export=lambda person: _authors(person).values(),
        erase=lambda person: _authors(person).delete()[0],
    )
)
# Before the decisions, with which they would go uncounted.
declare(
    Holding(
        app="moderation",
        table="moderation_flag",
        about="Published reviews that wait for an admin to look at them again.",
        kept=f"until an admin decides; {_DECISIONS_KEPT.days} days at most",
        reason="Nothing that is public is hidden by a policy that isn't sure.",
        erasure="deleted",
        export=lambda person: _flags(person).values("review_id", "revision", "flagged_at"),
        erase=lambda person: _flags(person).delete()[0],
        expired=_flags_expired,
    )
)
declare(
    Holding(
        app="moderation",
        table="moderation_decision",
        about="What was decided about the person's reviews, by which policy or admin, and why.",
        kept=f"{_DECISIONS_KEPT.days} days",
        reason="Whoever disputes a decision, or asks how good decisions are, needs to see it.",
        erasure="deleted; of an admin who is erased only the name goes",
        export=lambda person: _decisions(person).values(
            "review_id", "revision", "verdict", "policy_version", "reasons", "note", "signals", "decided_at"
        ),
        erase=lambda person: _decisions(person).delete()[0],
        expired=_decisions_expired,
    )
)
declare(
    Holding(
        app="moderation",
        table="moderation_rejudgement",
        about="What another policy made of the person's reviews when all were judged again.",
        kept=f"{_LOOKS_BACK_KEPT.days} days",
        reason="Whoever applies a policy to the past sees first what it changes.",
        erasure="deleted",
        export=lambda person: _rejudgements(person).values(
            "review_id", "revision", "before", "after", "reasons"
        ),
        erase=lambda person: _rejudgements(person).delete()[0],
        expired=_rejudgements_expired,
    )
)
