"""The index that the consumer matches searches with: running promotions, kept until something changes."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, Q

from promotions import rules, synonyms
from promotions.matching import Document, Match, PromotionIndex
from promotions.models import Promotion
from promotions.selectors import running
from promotions.text import LANGUAGES


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
            indexes = [_index(language, now=now) for language in LANGUAGES]
            # Many people search for the same thing.
            self._match = lru_cache(maxsize=50_000)(_in_any_language(indexes))
            self._seen, self._until = seen, _next_change(now=now)
        return self._match


def _in_any_language(indexes: Sequence[PromotionIndex]) -> rules.Matcher:
    """Return the function that answers a search in the language that answers it best: a search does not say which it
    is typed in, and a word as it was typed is always better than what it may have been meant to be."""

    def match(search: str) -> tuple[Match, ...]:
        exact = [index.exact(search, limit=rules.STORED_PROMOTIONS) for index in indexes]
        return _best(exact) or _best(
            [index.similar(search, limit=rules.STORED_PROMOTIONS) for index in indexes]
        )

    return match


def _best(found: Sequence[tuple[Match, ...]]) -> tuple[Match, ...]:
    return max(found, key=lambda matches: matches[0].score if matches else 0.0, default=())


def _fingerprint() -> object:
    promotions = Promotion.objects.aggregate(Count("pk"), Max("updated_at"))
    return tuple(promotions.values()), synonyms.fingerprint()


def _index(language: str, *, now: datetime) -> PromotionIndex:
    documents = [
        Document(
            promotion_id=promotion.pk,
            priority=promotion.priority,
            title=promotion.title if language == "en" else promotion.title_de,
            text=promotion.text if language == "en" else promotion.text_de,
            keywords=tuple(promotion.keywords if language == "en" else promotion.keywords_de),
            # Slugs are English.
            categories=tuple(promotion.categories) if language == "en" else (),
        )
        for promotion in running(now=now)
    ]
    return PromotionIndex(documents, synonyms.current(language), language)


def _next_change(*, now: datetime) -> datetime | None:
    """Return when the next active promotion starts or ends."""
    active = Promotion.objects.filter(active=True)
    starts = (
        active.filter(starts_at__gt=now).order_by("starts_at").values_list("starts_at", flat=True).first()
    )
    ends = active.filter(Q(ends_at__gt=now)).order_by("ends_at").values_list("ends_at", flat=True).first()
    return min((moment for moment in (starts, ends) if moment), default=None)
