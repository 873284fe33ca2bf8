"""From deals to rows of ``promotions.Promotion``: dates relative to now, and the slugs of the products meant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from operations.seed.catalogue import PER_KIND, SeedProduct
from operations.seed.deals import DEALS, GERMAN_DEALS, Deal, GermanDeal
from promotions.models import Promotion

type ProductsOfKind = Mapping[str, Sequence[SeedProduct]]


def window(number: int, now: datetime) -> tuple[datetime, datetime]:
    """Return when deal ``number`` starts (one to five days ago) and ends (in 3 to 30 days, at the end of an hour)."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour - timedelta(days=1 + number % 5), hour + timedelta(days=3 + number * 11 % 28)


def first_of_each_kind(products: Iterable[SeedProduct]) -> ProductsOfKind:
    """Keep a few products of each kind: enough to name in a promotion however large the catalogue is."""
    kept: dict[str, list[SeedProduct]] = defaultdict(list)
    for item in products:
        if len(kept[item.kind]) < PER_KIND:
            kept[item.kind].append(item)
    return kept


def promotions(products: ProductsOfKind, now: datetime) -> list[Promotion]:
    """Return the seed's promotions, not yet saved. A type that a small catalogue lacks widens to its whole kind."""
    return [
        _promotion(number, deal, german, products, now)
        for number, (deal, german) in enumerate(zip(DEALS, GERMAN_DEALS, strict=True))
    ]


def _promotion(
    number: int, deal: Deal, german: GermanDeal, products: ProductsOfKind, now: datetime
) -> Promotion:
    starts_at, ends_at = window(number, now)
    meant = [
        item for kind in deal.kinds for item in products.get(kind, ()) if deal.only and item.type == deal.only
    ]
    named = [item.slug for item in meant] if any(item.in_stock for item in meant) else []
    return Promotion(
        title=deal.title,
        title_de=german.title,
        text=deal.text,
        text_de=german.text,
        keywords=list(deal.keywords),
        keywords_de=list(german.keywords),
        categories=[] if named else list(deal.kinds),
        products=named,
        reward_percent=deal.percent,
        reward_amount=deal.amount,
        starts_at=starts_at,
        ends_at=ends_at,
        priority=deal.priority,
        editorial=deal.editorial,
    )
