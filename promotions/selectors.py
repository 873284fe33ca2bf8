"""What may be asked of promotions: by the shop, what to show; by the consumer, what matches."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal
from zlib import crc32

from django.conf import settings
from django.db.models import F, Q, QuerySet, Subquery
from django.utils.translation import get_language

from promotions import choices, codes, rules, synonyms
from promotions.codes import CodeItem, Denial, Grant, Terms
from promotions.models import (
    Code,
    CodeUse,
    Promotion,
    SubjectChoice,
    SubjectInterest,
    UserPromotion,
)
from tracking import identity

SHOWN_OFFERS: Final = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """One promotion as the shop sees it, in the language of the page.

    The shop computes prices; exactly one of the two rewards is set.
    """

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


_DIGITS: Final = 18
"""Of the largest key, at least."""

type Group = Literal["personal", "held_out", ""]


@dataclass(frozen=True, slots=True)
class Strip:
    """What the home page shows one visitor: ``keyword`` is what they searched for, empty when editorial;
    ``version`` changes whenever the content does. ``group`` is for reports: who has personal deals, and who would have
    them but is held out; empty for everybody else."""

    keyword: str
    offers: tuple[Offer, ...]
    version: str
    group: Group


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a person is shown what. ``strip`` is what the home page shows; ``searched_at`` is when they looked for its
    keyword, None where it is the same for everybody; ``instead`` is the word that a misspelled search was taken for,
    or empty; ``dismissed`` are the running promotions they closed."""

    strip: Strip
    searched_at: datetime | None
    instead: str
    opted_out: bool
    dismissed: tuple[Offer, ...]


def strip_for(subjects: Sequence[str], *, now: datetime, personal: bool = True) -> Strip:
    """Return the deals for the visitor known as ``subjects`` (the first decides about the holdout).

    Without ``personal`` those that everybody sees: of the person, only what they dismissed counts.
    """
    names = identity.names_of(subjects)
    group: Group = ""
    if personal and subjects:
        interest = interest_of(names, now=now)
        if interest and (offers := _offers_of(interest.subject, names, now=now)):
            if not rules.is_held_out(subjects[0], percent=settings.PROMOTIONS_HOLDOUT_PERCENT):
                return _strip(interest.keyword, offers, "personal")
            group = "held_out"
    editorial = running(now=now).filter(editorial=True).exclude(choices.is_dismissed(names, "pk"))
    return _strip("", offers_of(editorial[:SHOWN_OFFERS]), group)


def interest_of(names: Collection[str], *, now: datetime) -> SubjectInterest | None:
    """Return the newest interest under any of a person's ``names`` that they still let count."""
    return (
        SubjectInterest.objects.filter(choices.counts(names), subject__in=names, expires_at__gt=now)
        .order_by("-source_date", "-source_id")
        .first()
    )


def explanation_for(subjects: Sequence[str], *, now: datetime, personal: bool = True) -> Explanation:
    """Return why the person known as ``subjects`` is shown what they are shown; ``personal`` as in ``strip_for``."""
    names = identity.names_of(subjects)
    strip = strip_for(subjects, now=now, personal=personal)
    interest = interest_of(names, now=now) if strip.keyword else None
    closed = running(now=now).filter(dismissal__subject__in=names).distinct()
    return Explanation(
        strip=strip,
        searched_at=datetime.fromtimestamp(interest.source_date / 1000, UTC) if interest else None,
        instead=_read_as(interest.subject) if interest else "",
        opted_out=SubjectChoice.objects.filter(subject__in=names, opted_out=True).exists(),
        dismissed=offers_of(closed),
    )


def titles_of(numbers: Collection[str]) -> dict[str, str]:
    """Return the titles of the promotions that have these numbers; one that was deleted has none."""
    # A browser may have sent any number.
    keys = [int(number) for number in numbers if number.isdecimal() and len(number) <= _DIGITS]
    rows = Promotion.objects.filter(pk__in=keys)
    return {str(number): title for number, title in rows.values_list("pk", "title")}


def current_offers(*, now: datetime) -> tuple[Offer, ...]:
    """Return every running promotion, by priority."""
    return offers_of(running(now=now))


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
        OfferWindow(offer, row.starts_at, row.ends_at)
        for offer, row in zip(offers_of(rows), rows, strict=True)
    )


def running(*, now: datetime) -> QuerySet[Promotion]:
    """Return the promotions that are active and within their window, by priority."""
    return Promotion.objects.filter(active=True, starts_at__lte=now, ends_at__gt=now)


def _read_as(subject: str) -> str:
    reason = UserPromotion.objects.filter(subject=subject).values_list("reason", flat=True).first() or ""
    return reason.partition(", read as ")[2]


def _offers_of(subject: str, names: Collection[str], *, now: datetime) -> tuple[Offer, ...]:
    ranked = (
        UserPromotion.objects.filter(subject=subject, expires_at__gt=now, promotion__in=running(now=now))
        .exclude(choices.is_dismissed(names, "promotion_id"))
        .select_related("promotion")
        .order_by("-score", "-promotion__priority", "promotion_id")
    )
    return offers_of([row.promotion for row in ranked[:SHOWN_OFFERS]])


def offers_of(promotions: Iterable[Promotion]) -> tuple[Offer, ...]:
    """Return promotions as the shop sees them; in English where one has no text of the page's language."""
    in_german = (get_language() or "").startswith("de")
    return tuple(
        Offer(
            promotion_id=promotion.pk,
            title=(in_german and promotion.title_de) or promotion.title,
            text=(in_german and promotion.text_de) or promotion.text,
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


def _strip(keyword: str, offers: tuple[Offer, ...], group: Group) -> Strip:
    return Strip(keyword, offers, f"{crc32(repr((keyword, offers)).encode()):08x}", group)


def codes_listed(*, now: datetime) -> QuerySet[Code]:
    """Return the codes that hold just now and may be shown to everybody."""
    return Code.objects.filter(listed=True, starts_at__lte=now, ends_at__gt=now).filter(
        Q(uses_limit__isnull=True) | Q(uses__lt=F("uses_limit"))
    )


def code_check(
    text: str, *, items: Iterable[CodeItem], currency: str, email: str | None, now: datetime
) -> Grant | Denial:
    """Return what ``text`` does for a cart, or why it does nothing; ``email`` where it is known already."""
    code = Code.objects.filter(text=codes.normal(text)).first()
    if code is None:
        return codes.unknown(codes.normal(text))
    was_used = email is not None and code_was_used(code, email=email)
    return codes.check(code_terms(code), items=items, currency=currency, was_used=was_used, now=now)


def code_was_used(code: Code, *, email: str) -> bool:
    """Whether the person with this address may not use ``code`` any more."""
    return (
        code.once_per_person
        and CodeUse.objects.filter(code=code, holder=identity.email_subject(email)).exists()
    )


def code_terms(code: Code) -> Terms:
    return Terms(
        text=code.text,
        about=code.about,
        percent=code.percent,
        amount=code.amount,
        currency=code.currency,
        categories=frozenset(code.categories),
        minimum=code.minimum,
        starts_at=code.starts_at,
        ends_at=code.ends_at,
        is_used_up=code.uses_limit is not None and code.uses >= code.uses_limit,
    )


def synonym_groups(language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Return the groups of words and phrases of ``language`` that mean the same, the same object for as long as no
    group changes."""
    return synonyms.current(language)
