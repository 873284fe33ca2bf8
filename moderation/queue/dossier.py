"""Everything about one review that whoever decides about it wants to know."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import Count

from moderation.circumstances import circumstances_of
from moderation.marking import pieces
from moderation.models import Claim, Decision, Flag, KnownAuthor, KnownContent
from moderation.queue.selectors import Version
from moderation.reasons import FOR_AUTHORS, reason_for
from moderation.revalidation.reading import content_of
from shop.models import OrderLine, Review
from tracking import identity

_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Record:
    """What else the author wrote, by status; ``known_since`` is None where no event told."""

    statuses: tuple[tuple[str, int], ...]
    known_since: datetime | None


@dataclass(frozen=True, slots=True)
class Double:
    """Nearly the same text of earlier; ``percent`` alike."""

    review_id: int
    text: str
    percent: int
    is_same_author: bool
    product: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """``pieces`` is the text, each piece with whether a signal matched it; ``signals`` are as the trail has them, the
    most severe first; ``trail`` is every decision, the newest first; ``suggested`` a sentence for the author."""

    review: Review
    version: Version
    is_public: bool
    is_waiting: bool
    pieces: tuple[tuple[str, bool], ...]
    last: Decision | None
    signals: tuple[dict[str, Any], ...]
    suggested: str
    record: Record
    orders: tuple[OrderLine, ...]
    doubles: tuple[Double, ...]
    trail: tuple[Decision, ...]
    claim: Claim | None


def reasons_to_choose() -> list[str]:
    """Return the sentences that authors are told by policies, each once."""
    return list(dict.fromkeys(FOR_AUTHORS.values()))


def dossier(review: Review, *, now: datetime) -> Dossier:
    """Return it for a review with its author and product. About ten queries."""
    trail = tuple(Decision.objects.filter(review_id=review.pk).select_related("person").order_by("-pk"))
    real = [one for one in trail if one.revision == review.revision and not one.is_shadow]
    last = real[0] if real else None
    # A person's word has no signals: those that were there before still say what was found in the words.
    found = next((one for one in real if one.policy_version), None)
    signals = tuple(found.signals) if found else ()
    is_public = review.status == Review.Status.APPROVED
    flagged = is_public and Flag.objects.filter(pk=review.pk, revision=review.revision).exists()
    return Dossier(
        review=review,
        version=Version(review.pk, review.revision, last.pk if last else 0),
        is_public=is_public,
        is_waiting=flagged or review.status == Review.Status.PERSON,
        pieces=pieces(review.text, (tuple(span) for one in signals for span in one["spans"])),
        last=last,
        signals=signals,
        suggested=reason_for(found.reasons) if found else "",
        record=_record(review),
        orders=_orders(review),
        doubles=_doubles(review),
        trail=trail,
        claim=Claim.objects.filter(pk=review.pk, until__gt=now).select_related("person").first(),
    )


def _record(review: Review) -> Record:
    others = Review.objects.filter(author=review.author_id).exclude(pk=review.pk).order_by()
    counts = dict(others.values_list("status").annotate(number=Count("pk")))
    subject = identity.account_subject(review.author.public_id)
    seen = KnownAuthor.objects.filter(pk=subject).values_list("first_seen", flat=True).first()
    return Record(
        tuple((label, counts[status]) for status, label in Review.Status.choices if status in counts),
        datetime.fromtimestamp(seen / 1000, UTC) if seen else None,
    )


def _orders(review: Review) -> tuple[OrderLine, ...]:
    lines = OrderLine.objects.filter(order__user=review.author_id, product_number=review.product_id)
    return tuple(lines.select_related("order").order_by("-order__created_at")[:_MOST])


def _doubles(review: Review) -> tuple[Double, ...]:
    if not KnownContent.objects.filter(pk=review.pk).exists():
        return ()
    content = content_of(review)
    (known,) = circumstances_of([content])
    twins = sorted(known.twins, key=lambda twin: -twin.similarity)[:_MOST]
    texts = dict(
        KnownContent.objects.filter(pk__in=[twin.review_id for twin in twins]).values_list("pk", "text")
    )
    return tuple(
        Double(
            review_id=int(twin.review_id),
            text=texts.get(int(twin.review_id), ""),
            percent=round(100 * twin.similarity),
            is_same_author=twin.author == content.author,
            product=twin.product_id,
        )
        for twin in twins
    )
