"""The index that the consumer matches searches with: running promotions, kept until something changes."""

from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, Q

from promotions import rules, synonyms
from promotions.matching import Document, Match, PromotionIndex
from promotions.models import Promotion, Synonym
from promotions.selectors import running


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
