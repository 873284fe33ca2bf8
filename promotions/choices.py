"""What people said about the deals chosen for them, as it is asked when deals are chosen and shown."""

from collections.abc import Collection

from django.db.models import DurationField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.db.models.fields import DateTimeField

from promotions.models import Dismissal, SubjectChoice
from promotions.rules import INTEREST_LIFETIME


def cleared_times(subjects: Collection[str]) -> dict[str, int]:
    """Return when those of ``subjects`` who did so last cleared their activity, in ms since 1970. One query."""
    rows = SubjectChoice.objects.filter(subject__in=list(subjects), cleared_at__isnull=False)
    return {row.subject: int(row.cleared_at.timestamp() * 1000) for row in rows if row.cleared_at}


def counts(names: Collection[str]) -> Q:
    """Return the condition for interests that the person known by ``names`` lets count: not opted out, and received
    after the last clearing.

    The consumer drops what came before a clearing. This holds the same for a batch that was under way while the
    person cleared, whose rows were written after the rest was deleted.
    """
    received = ExpressionWrapper(
        OuterRef("expires_at") - Value(INTEREST_LIFETIME, output_field=DurationField()),
        output_field=DateTimeField(),
    )
    said = SubjectChoice.objects.filter(subject__in=list(names))
    return ~Q(Exists(said.filter(Q(opted_out=True) | Q(cleared_at__gte=received))))


def is_dismissed(names: Collection[str], promotion: str) -> Q:
    """Return the condition that the row's ``promotion`` (the column with its number) was closed by the person."""
    closed = Dismissal.objects.filter(subject__in=list(names), promotion_id=OuterRef(promotion))
    return Q(Exists(closed))
