"""Promotions with the products that show them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import BooleanField, Case, F, FloatField, Q, QuerySet, Value, When
from django.http import HttpRequest

from promotions import selectors as promotions
from promotions.selectors import SHOWN_OFFERS, Offer, Strip
from shop.catalogue.cards import Card, card_of
from shop.catalogue.selectors import covered_by, products_listed
from shop.deals.choice import Deal, PromotionStrip, deals_of
from shop.models import Category, Product, User
from shop.search.languages import page_language
from tracking import api as tracking

# Enough that each of four deals finds a product no other shows, even where all aim at the same kind.
_CANDIDATES: Final = 8


class _Row(NamedTuple):
    """A product that could show a promotion. ``fit`` tells how well it meets the keyword, ``is_beaten`` whether a
    better promotion makes its price."""

    promotion_id: int
    pk: int
    fit: float
    is_beaten: bool


def strip_of(request: HttpRequest, *, now: datetime) -> Strip:
    """Return what the home page shows this visitor: without their consent what everybody sees, but for the deals they
    dismissed. Whose browser it is, the visitor cookie says; only without consent is the account asked for."""
    if tracking.is_personalised(request):
        return promotions.strip_for(tracking.visitor_of(request).subjects, now=now)
    public_id = request.user.public_id if isinstance(request.user, User) else None
    return promotions.strip_for(tracking.subjects_of(request, public_id=public_id), now=now, personal=False)


def promotion_strip(strip: Strip, *, running: tuple[Offer, ...]) -> PromotionStrip:
    """Return ``strip`` with a product for each deal. Three queries, two more where there are few deals."""
    deals = deals_for(strip.offers, running=running, keyword=strip.keyword)
    return PromotionStrip(
        keyword=strip.keyword, version=strip.version, deals=deals, beside=_beside(deals, running=running)
    )


def _beside(deals: Sequence[Deal], *, running: tuple[Offer, ...]) -> tuple[Card, ...]:
    """Return what fills the row: products of the deals' kinds that can be had, then of their departments, the newest
    first."""
    missing = SHOWN_OFFERS - len(deals)
    if not deals or missing <= 0:
        return ()
    kinds = sorted({deal.card.category for deal in deals})
    near = Category.objects.filter(slug__any_of=kinds, parent__isnull=False).values("parent_id")
    is_kind = Case(When(category__slug__any_of=kinds, then=True), default=False, output_field=BooleanField())
    rows = (
        products_listed()
        .filter(Q(category__slug__any_of=kinds) | Q(category__parent_id__in=near), in_stock=True)
        .exclude(slug__any_of=[deal.card.slug for deal in deals])
        .annotate(is_kind=is_kind)
        .order_by("-is_kind", "-created_at", "-pk")[:missing]
    )
    return tuple(card_of(row, running) for row in rows)


def deals_for(offers: Sequence[Offer], *, running: tuple[Offer, ...], keyword: str = "") -> tuple[Deal, ...]:
    """Return a deal for each of ``offers`` that has something in stock, no product twice.

    ``running`` are all promotions: the price shown is the one that the product's page will name.
    """
    return deals_of(offers, _candidates(offers, running=running, keyword=keyword))


def _candidates(
    offers: Sequence[Offer], *, running: tuple[Offer, ...], keyword: str
) -> dict[int, list[Card]]:
    if not offers:
        return {}
    first, *others = [_products_of(offer, keyword, _better(offer, running)) for offer in offers]
    # Each part has its own limit, so that a promotion for a whole department cannot crowd out the others.
    # A union has no use for the order of the model, and refuses it.
    rows = [_Row(*row) for row in (first.union(*others, all=True).order_by() if others else first)]
    products = products_listed().filter(pk__in={row.pk for row in rows})
    cards = {product.pk: card_of(product, running) for product in products}
    result: dict[int, list[Card]] = {}
    for row in sorted(rows, key=lambda row: (-row.fit, row.is_beaten, row.pk)):
        result.setdefault(row.promotion_id, []).append(cards[row.pk])
    return result


def _better(offer: Offer, running: tuple[Offer, ...]) -> list[Offer]:
    """Return the promotions that make the price where they meet ``offer``."""
    percent = offer.reward_percent
    return [other for other in running if percent and other.reward_percent and other.reward_percent > percent]


def _products_of(
    offer: Offer, keyword: str, better: list[Offer]
) -> QuerySet[Product, tuple[int, int, float, bool]]:
    """Return ``_Row``s of some products of ``offer`` in stock, those that show it best."""
    language = page_language()
    query = SearchQuery(keyword, config=language.config, search_type="websearch")
    fit = SearchRank(F(language.document), query) + TrigramWordSimilarity(keyword, language.name)
    return (
        Product.objects.filter(covered_by([offer]), is_active=True, summary__in_stock=True)
        .annotate(
            promotion_id=Value(offer.promotion_id),
            fit=fit if keyword else Value(0.0, output_field=FloatField()),
            is_beaten=Case(When(covered_by(better), then=True), default=False, output_field=BooleanField()),
        )
        .order_by("-fit", "is_beaten", "pk")
        .values_list("promotion_id", "pk", "fit", "is_beaten")[:_CANDIDATES]
    )
