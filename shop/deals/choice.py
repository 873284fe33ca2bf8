"""Which product stands for each deal. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promotions.selectors import Offer
from shop.catalogue.cards import Card


@dataclass(frozen=True, slots=True)
class Deal:
    """A promotion with the product that shows it."""

    offer: Offer
    card: Card


@dataclass(frozen=True, slots=True)
class PromotionStrip:
    """``keyword`` is what the visitor searched for; empty when the deals are the same for everybody. ``beside`` are
    products like those of the deals, where these alone don't fill the row."""

    keyword: str
    version: str
    deals: tuple[Deal, ...]
    beside: tuple[Card, ...] = ()


def deals_of(offers: Sequence[Offer], candidates: Mapping[int, Sequence[Card]]) -> tuple[Deal, ...]:
    """Give each offer a product of its own, in the order of ``offers``; one without any in stock is left out.

    ``candidates`` are the products of each promotion, best first. The promotion with the fewest chooses first, so
    that one for a single product does not lose it to one for a whole department. Preferred are products whose
    price this very promotion made: beside "20 % off" people expect to see the 20 %.
    """
    taken: set[str] = set()
    chosen: dict[int, Card] = {}
    for offer in sorted(offers, key=lambda offer: len(candidates.get(offer.promotion_id, ()))):
        free = [card for card in candidates.get(offer.promotion_id, ()) if card.slug not in taken]
        own = [
            card for card in free if card.price.offer and card.price.offer.promotion_id == offer.promotion_id
        ]
        lowered = [card for card in free if card.price.offer]
        for card in (own or lowered)[:1]:
            taken.add(card.slug)
            chosen[offer.promotion_id] = card
    return tuple(Deal(offer, chosen[offer.promotion_id]) for offer in offers if offer.promotion_id in chosen)
