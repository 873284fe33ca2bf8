"""What may be asked of promotions: by the shop, what to show; by the consumer, what matches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zlib import crc32

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Subquery

from promotions import rules, synonyms
from promotions.matching import Document, Match, PromotionIndex
from promotions.models import Promotion, SubjectInterest, Synonym, UserPromotion
from tracking import identity

SHOWN_OFFERS: Final = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """One promotion as the shop sees it. The shop computes prices; exactly one of the two rewards is set."""

    promotion_id: int
    title: str
    text: str
    categories: tuple[str, ...]
    products: tuple[str, ...]
    reward_percent: Decimal | None
    reward_amount: Decimal | None
    reward_currency: str
    ends_at: datetime
    priority: int


@dataclass(frozen=True, slots=True)
class OfferWindow:
    """When an offer holds: from ``starts_at`` until just before ``ends_at``."""

    offer: Offer
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Strip:
    """What the home page shows one visitor: ``keyword`` is what they searched for, empty when editorial;
    ``version`` changes whenever the content does."""

    keyword: str
    offers: tuple[Offer, ...]
    version: str


def strip_for(subjects: Sequence[str], *, now: datetime) -> Strip:
    """Return the deals for the visitor known as ``subjects`` (the first decides about the holdout)."""
    if subjects and not rules.is_held_out(subjects[0], percent=settings.PROMOTIONS_HOLDOUT_PERCENT):
        interest = (
            SubjectInterest.objects.filter(subject__in=identity.names_of(subjects), expires_at__gt=now)
            .order_by("-source_date", "-source_id")
            .first()
        )
        if interest and (offers := _offers_of(interest.subject, now=now)):
            return _strip(interest.keyword, offers)
    return _strip("", _offers(running(now=now).filter(editorial=True)[:SHOWN_OFFERS]))


def current_offers(*, now: datetime) -> tuple[Offer, ...]:
    """Return every running promotion, by priority."""
    return _offers(running(now=now))


def offer_windows_before(
    promotion_ids: Iterable[int], *, period: timedelta, now: datetime
) -> tuple[OfferWindow, ...]:
    """Return what held at any time from ``period`` before the first of these promotions until ``now``, these included.

    A promotion that was deleted or switched off is forgotten. One query.
    """
    first = Promotion.objects.filter(pk__in=list(promotion_ids)).values("starts_at").order_by("starts_at")[:1]
    held = Promotion.objects.filter(active=True, starts_at__lte=now, ends_at__gt=Subquery(first) - period)
    rows = list(held)
    return tuple(
        OfferWindow(offer, row.starts_at, row.ends_at) for offer, row in zip(_offers(rows), rows, strict=True)
    )


def running(*, now: datetime) -> QuerySet[Promotion]:
    """Return the promotions that are active and within their window, by priority."""
    return Promotion.objects.filter(active=True, starts_at__lte=now, ends_at__gt=now)


def _offers_of(subject: str, *, now: datetime) -> tuple[Offer, ...]:
    ranked = (
        UserPromotion.objects.filter(subject=subject, expires_at__gt=now, promotion__in=running(now=now))
        .select_related("promotion")
        .order_by("-score", "-promotion__priority", "promotion_id")
    )
    return _offers([row.promotion for row in ranked[:SHOWN_OFFERS]])


def _offers(promotions: Sequence[Promotion] | QuerySet[Promotion]) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            promotion_id=promotion.pk,
            title=promotion.title,
            text=promotion.text,
            categories=tuple(promotion.categories),
            products=tuple(promotion.products),
            reward_percent=promotion.reward_percent,
            reward_amount=promotion.reward_amount,
            reward_currency=promotion.reward_currency,
            ends_at=promotion.ends_at,
            priority=promotion.priority,
        )
        for promotion in promotions
    )


def _strip(keyword: str, offers: tuple[Offer, ...]) -> Strip:
    return Strip(keyword, offers, f"{crc32(repr((keyword, offers)).encode()):08x}")


def synonym_groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups of words and phrases that mean the same, the same object for as long as none changes."""
    return synonyms.current()


class Matching:
    """The index of running promotions, kept until a promotion or synonym changes, starts or ends.

    One per process; ``current`` costs one small query when nothing changed.
    """

    def __init__(self) -> None:
        self._seen: object = None
        self._until: datetime | None = None
        self._match: rules.Matcher = lambda _: ()

    def current(self, *, now: datetime) -> rules.Matcher:
        """Return the function from a search to its promotions, as of ``now``."""
        seen = _fingerprint()
        if seen != self._seen or (self._until is not None and now >= self._until):
            index = _index(now=now)
            # Many people search for the same thing.
            self._match = lru_cache(maxsize=50_000)(_bounded(index))
            self._seen, self._until = seen, _next_change(now=now)
        return self._match


def _bounded(index: PromotionIndex) -> rules.Matcher:
    def match(search: str) -> tuple[Match, ...]:
        return index.match(search, limit=rules.STORED_PROMOTIONS)

    return match


def _fingerprint() -> object:
    promotions = Promotion.objects.aggregate(Count("pk"), Max("updated_at"))
    return tuple(promotions.values()), synonyms.fingerprint()


def _index(*, now: datetime) -> PromotionIndex:
    documents = [
        Document(
            promotion_id=promotion.pk,
            priority=promotion.priority,
            title=promotion.title,
            text=promotion.text,
            keywords=tuple(promotion.keywords),
            categories=tuple(promotion.categories),
        )
        for promotion in running(now=now)
    ]
    return PromotionIndex(documents, Synonym.objects.order_by("pk").values_list("words", flat=True))


def _next_change(*, now: datetime) -> datetime | None:
    """Return when the next active promotion starts or ends."""
    active = Promotion.objects.filter(active=True)
    starts = (
        active.filter(starts_at__gt=now).order_by("starts_at").values_list("starts_at", flat=True).first()
    )
    ends = active.filter(Q(ends_at__gt=now)).order_by("ends_at").values_list("ends_at", flat=True).first()
    return min((moment for moment in (starts, ends) if moment), default=None)
