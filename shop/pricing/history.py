"""The lowest price of the thirty days before a reduction (Directive 98/6/EC, article 6a). Pure: no database, no clock.

What counts is what people could pay: the price of the time under the best promotion of the time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from promotions.selectors import OfferWindow
from shop.pricing.prices import Item, Price, best_price

PERIOD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PastPrice:
    """A price without promotions, from ``since`` until the next one's."""

    price: Decimal
    since: datetime


def lowest_before(
    item: Item, price: Price, *, past: Sequence[PastPrice], windows: Iterable[OfferWindow]
) -> Decimal | None:
    """Return the lowest price of ``item`` in the thirty days before the reduction in ``price`` began.

    None where nothing is reduced. ``past`` is sorted by time; where it says nothing, today's price counts.
    ``windows`` are the promotions of that time, today's included.
    """
    known = list(windows)
    if price.offer is None:
        return None
    began = next((w.starts_at for w in known if w.offer.promotion_id == price.offer.promotion_id), None)
    if began is None:
        return None
    first = began - PERIOD
    changes = {first, *(entry.since for entry in past), *(m for w in known for m in (w.starts_at, w.ends_at))}
    return min(_price_at(moment, item, past, known).now for moment in changes if first <= moment < began)


def _price_at(
    moment: datetime, item: Item, past: Sequence[PastPrice], windows: Sequence[OfferWindow]
) -> Price:
    usual = next((entry.price for entry in reversed(past) if entry.since <= moment), item.price)
    running = [window.offer for window in windows if window.starts_at <= moment < window.ends_at]
    return best_price(replace(item, price=usual), running)
