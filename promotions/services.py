"""Writing what the rules decided, and what people say about it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from promotions import codes
from promotions.codes import CodeItem, Denial, Grant
from promotions.errors import CodeRefused
from promotions.models import (
    Code,
    CodeUse,
    Dismissal,
    Promotion,
    SubjectChoice,
    SubjectInterest,
    UserPromotion,
)
from promotions.rules import InterestChange
from promotions.selectors import code_terms, code_was_used
from tracking import identity
from tracking.sql import native_cursor

# Stands where a person stood who was erased.
NOBODY: Final = "erased"

# Sorted by subject, as the changes are: two workers must lock in one order. The row of a newer search stays.
_UPSERT_INTERESTS = """
    INSERT INTO subject_interest AS known
           (subject, keyword, source_date, source_id, expires_at, updated_at)
    SELECT subject, keyword, source_date, source_id, expires_at, clock_timestamp()
      FROM unnest(%(subjects)b::text[], %(keywords)b::text[], %(dates)b::bigint[], %(ids)b::text[],
                  %(expiries)b::timestamptz[])
           AS change (subject, keyword, source_date, source_id, expires_at)
     ORDER BY subject
    ON CONFLICT (subject) DO UPDATE
       SET keyword = excluded.keyword, source_date = excluded.source_date, source_id = excluded.source_id,
           expires_at = excluded.expires_at, updated_at = excluded.updated_at
     WHERE (excluded.source_date, excluded.source_id) >= (known.source_date, known.source_id)
    RETURNING subject
"""

_DELETE_PROMOTIONS = "DELETE FROM user_promotions WHERE subject = ANY(%(subjects)b::text[])"

_INSERT_PROMOTIONS = """
    INSERT INTO user_promotions (subject, promotion_id, keyword, reason, score, source_event, created_at,
                                 updated_at, expires_at)
    SELECT subject, promotion_id, keyword, reason, score, source_event, clock_timestamp(), clock_timestamp(),
           expires_at
      FROM unnest(%(subjects)b::text[], %(promotions)b::bigint[], %(keywords)b::text[], %(reasons)b::text[],
                  %(scores)b::float8[], %(sources)b::text[], %(expiries)b::timestamptz[])
           AS r (subject, promotion_id, keyword, reason, score, source_event, expires_at)
"""


def user_promotions_apply(*, changes: Sequence[InterestChange]) -> None:
    """Replace the promotions of every subject whose change is its newest search; in the caller's transaction.

    Three statements, whatever the number of changes. ``changes`` are sorted by subject, one a subject.
    """
    if not changes:
        return
    with native_cursor() as cursor:
        cursor.execute(
            _UPSERT_INTERESTS,
            {
                "subjects": [change.subject for change in changes],
                "keywords": [change.keyword for change in changes],
                "dates": [change.source_date for change in changes],
                "ids": [change.source_id for change in changes],
                "expiries": [change.expires_at for change in changes],
            },
        )
        won = {row[0] for row in cursor.fetchall()}
        rows = [(change, match) for change in changes if change.subject in won for match in change.matches]
        if not rows:
            return
        cursor.execute(_DELETE_PROMOTIONS, {"subjects": sorted(won)})
        cursor.execute(
            _INSERT_PROMOTIONS,
            {
                "subjects": [change.subject for change, _ in rows],
                "promotions": [match.promotion_id for _, match in rows],
                "keywords": [change.keyword for change, _ in rows],
                "reasons": [f"search, read as {m.instead}"[:120] if m.instead else "search" for _, m in rows],
                "scores": [match.score for _, match in rows],
                "sources": [change.source_id for change, _ in rows],
                "expiries": [change.expires_at for change, _ in rows],
            },
        )


def user_promotions_forget() -> None:
    """Delete user_promotions and subject_interest; what people chose (dismissals, clearings, opting out) stays."""
    # In the order in which a batch writes them.
    SubjectInterest.objects.all().delete()
    UserPromotion.objects.all().delete()


def code_redeem(
    *, text: str, items: Iterable[CodeItem], currency: str, email: str, reference: str, now: datetime
) -> Grant:
    """Use a code for the order ``reference``; in the order's transaction, so that both hold or neither.

    The code's row stays locked until then: a limit cannot be passed by orders at the same moment. Call it after
    the stock is locked; all orders lock in that one order.

    Raises:
        CodeRefused: the code does not hold (any more).
    """
    code = Code.objects.select_for_update(no_key=True).filter(text=codes.normal(text)).first()
    if code is None:
        raise CodeRefused(codes.unknown(codes.normal(text)))
    was_used = code_was_used(code, email=email)
    outcome = codes.check(code_terms(code), items=items, currency=currency, was_used=was_used, now=now)
    if isinstance(outcome, Denial):
        raise CodeRefused(outcome)
    Code.objects.filter(pk=code.pk).update(uses=F("uses") + 1)
    holder = identity.email_subject(email)
    CodeUse.objects.create(code=code, holder=holder, reference=reference, created_at=now)
    return outcome


def code_uses_release(*, references: Collection[str]) -> None:
    """Forget who used codes for these orders; the uses still count against the codes' limits."""
    CodeUse.objects.filter(reference__in=references).update(holder=NOBODY)


def promotion_dismiss(*, subjects: Collection[str], promotion_id: int, now: datetime) -> bool:
    """Never show the promotion again to the person known as ``subjects``; return False when there is none such."""
    if not Promotion.objects.filter(pk=promotion_id).exists():
        return False
    rows = [
        Dismissal(subject=subject, promotion_id=promotion_id, dismissed_at=now)
        for subject in sorted(subjects)
    ]
    Dismissal.objects.bulk_create(rows, ignore_conflicts=True)
    return True


def promotion_restore(*, subjects: Collection[str], promotion_id: int) -> None:
    """Let the person known as ``subjects`` be shown the promotion again."""
    Dismissal.objects.filter(subject__in=identity.names_of(subjects), promotion_id=promotion_id).delete()


@transaction.atomic
def activity_clear(*, subjects: Collection[str], now: datetime) -> None:
    """Forget what the person known as ``subjects`` was interested in and the promotions that came of it.

    What was received until ``now`` has no effect from here on, so a consumer that lags, or reads everything again,
    brings nothing back. Dismissals stay: they are wishes, not activity.
    """
    names = sorted(identity.names_of(subjects))
    SubjectChoice.objects.bulk_create(
        [SubjectChoice(subject=name, cleared_at=now) for name in names],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["cleared_at"],
    )
    SubjectInterest.objects.filter(subject__in=names).delete()
    UserPromotion.objects.filter(subject__in=names).delete()


@transaction.atomic
def personal_offers_set(*, subjects: Collection[str], wanted: bool) -> None:
    """Choose deals for the person known as ``subjects`` from now on, or no longer."""
    SubjectChoice.objects.bulk_create(
        [SubjectChoice(subject=name, opted_out=not wanted) for name in sorted(identity.names_of(subjects))],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["opted_out"],
    )
