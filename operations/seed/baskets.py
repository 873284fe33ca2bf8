"""Orders of guests, as history: what goes together is planted in them, beside much that does not.

Most orders hold something by chance, and some products are bought by everybody; half of them hold one of ``TOGETHER``'s
pairs as well. So a rule that only knows what is popular has something to be right about, and one that knows what goes
together has something to find.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from operations.seed.orders import order_line, paid_order
from shop.models import Order, OrderLine, Variant

COUNT: Final = 900

TOGETHER: Final = (
    ("humidifiers", "humidifier-filters"), ("coffee-makers", "kettles"), ("pans", "knives"),
    ("turntables", "speakers"), ("laptops", "mice"), ("monitors", "keyboards"), ("desk-lamps", "bulbs"),
    ("armchairs", "floor-lamps"), ("plant-pots", "watering-cans"), ("mops-brooms", "laundry-baskets"),
    ("towels", "soap-dispensers"), ("yoga-mats", "water-bottles"), ("tents", "backpacks"),
    ("suitcases", "neck-pillows"), ("dog-beds", "dog-leads"), ("notebooks", "fountain-pens"),
)  # fmt: skip
_TWINS: Final = 0.7
"""So often the first of one kind goes with the first of the other, the second with the second, and so on."""
_FAVOURITES: Final = 8
_TOWNS: Final = (("50667", "Cologne", "DE"), ("1012", "Amsterdam", "NL"), ("69001", "Lyon", "FR"))

type Shelf = Mapping[str, Sequence[Variant]]


@transaction.atomic
def baskets_save(*, now: datetime) -> int:
    """Add the orders that are missing; return how many. A store without products gets none."""
    shelf = _shelf()
    keys = [uuid5(NAMESPACE_URL, f"urn:larkspur:seed:basket:{number}") for number in range(COUNT)]
    known = set(Order.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", flat=True))
    if not shelf:
        return 0
    made = [
        _order(Random(number), number, key, shelf, now)  # noqa: S311  (made-up orders, the same each time)
        for number, key in enumerate(keys)
        if key not in known
    ]
    Order.objects.bulk_create([order for order, _ in made])
    OrderLine.objects.bulk_create(
        order_line(order, variant, 1) for order, variants in made for variant in variants
    )
    return len(made)


def _shelf() -> Shelf:
    """Return the first variant of each product of the seed that can be had, by kind, in the catalogue's order."""
    rows = Variant.objects.filter(sku__startswith="LK-", stock__gt=0, position=0)
    shelf: dict[str, list[Variant]] = {}
    for variant in rows.select_related("product__category").order_by("sku"):
        shelf.setdefault(variant.product.category.slug, []).append(variant)
    return shelf


def _order(draw: Random, number: int, key: UUID, shelf: Shelf, now: datetime) -> tuple[Order, list[Variant]]:
    variants = list(dict.fromkeys(_bought(draw, shelf)))[:3]
    total = sum((variant.price for variant in variants), Decimal(0))
    created_at = now - timedelta(days=draw.randint(3, 180), minutes=draw.randint(0, 1_439))
    town = draw.choice(_TOWNS)
    order = paid_order(
        key,
        email=f"guest{number:04}@example.net",
        name=f"Guest {number}",
        street=f"Elm Lane {draw.randint(1, 90)}",
        town=town,
        total=total,
        at=created_at,
        now=now,
    )
    return order, variants


def _bought(draw: Random, shelf: Shelf) -> Iterator[Variant]:
    pairs = [(shelf[one], shelf[two]) for one, two in TOGETHER if one in shelf and two in shelf]
    if pairs and draw.random() < 0.5:
        ones, twos = draw.choice(pairs)
        place = min(int(draw.expovariate(0.6)), len(ones) - 1)
        yield ones[place]
        yield twos[place] if place < len(twos) and draw.random() < _TWINS else draw.choice(twos)
    everything = [variant for variants in shelf.values() for variant in variants]
    for _ in range(draw.choice((1, 1, 2))):
        favourite = draw.random() < 0.3
        yield draw.choice(everything[:: max(1, len(everything) // _FAVOURITES)] if favourite else everything)
