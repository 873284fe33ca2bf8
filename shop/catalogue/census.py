"""The facets' side in PostgreSQL: how many products there are of each sort, and only the chosen ones."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import BooleanField, Case, Count, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Floor, Round
from django.db.models.lookups import GreaterThanOrEqual

from promotions.selectors import Offer
from shop.catalogue.facets import BANDS, STARS, YES, Band, Chosen, Group
from shop.catalogue.limits import HIGHEST, LIMITS, LOWEST
from shop.catalogue.selectors import ListedProducts
from shop.models.translations import current_language, localised
from shop.pricing.expressions import effective_price

# The place of a price among ``BANDS``, naming it once: see ``effective_price``.
_BAND: Final = (
    f"width_bucket(%(expressions)s, ARRAY[{','.join(str(band.least) for band in BANDS[1:])}]::numeric[])"
)

_GROUPED: Final = ("brand", "band", "in_stock", "is_reduced", "stars")


@dataclass(frozen=True, slots=True)
class Census:
    """The groups of a listing before anything is chosen; ``names`` are its categories' by their slugs."""

    groups: tuple[Group, ...]
    names: dict[str, str]


def priced(products: ListedProducts, offers: tuple[Offer, ...]) -> ListedProducts:
    """Return ``products`` with what they cost now, as ``effective_price``; ``filtered`` and ``census_of`` need it."""
    if "effective_price" in products.query.annotations:
        return products
    return products.annotate(effective_price=effective_price(offers))


def reduced(products: ListedProducts, offers: tuple[Offer, ...]) -> ListedProducts:
    """Return those of ``products`` that cost less than usual now."""
    return priced(products, offers).filter(_IS_REDUCED)


def census_of(products: ListedProducts, chosen: Chosen) -> Census:
    """Count the priced products by everything they can be chosen by. One query, whatever is chosen.

    Of ``chosen`` only the limits of the price are needed: every other facet has its values known beforehand.
    """
    limits = {key: values for key, values in chosen.items() if key in LIMITS}
    rows = (
        products.select_related(None)
        .prefetch_related(None)
        .annotate(
            band=Func(F("effective_price"), template=_BAND, output_field=IntegerField()),
            is_reduced=_whether(_IS_REDUCED),
            stars=Cast(Floor(_SHOWN_RATING), IntegerField()),
            **{key: _whether(_CONDITIONS[key](values)) for key, values in limits.items()},
        )
        .order_by()
        .values_list("category__slug", localised("category__name", current_language()), *_GROUPED, *limits)
        .annotate(Count("pk"))
    )
    groups, names = [], {}
    for slug, name, brand, band, in_stock, is_reduced, stars, *within, count in rows:
        names[slug] = name
        values = {
            "category": (slug,),
            "brand": (brand,),
            "price": (BANDS[band].key,),
            "stock": (YES,) if in_stock else (),
            "offer": (YES,) if is_reduced else (),
            "rating": tuple(least for least in STARS if stars is not None and stars >= int(least)),
            **{key: limits[key] if fits else () for key, fits in zip(limits, within, strict=True)},
        }
        groups.append(Group(values, count))
    return Census(tuple(groups), names)


def filtered(products: ListedProducts, chosen: Chosen) -> ListedProducts:
    """Return the priced products that have one of the chosen values of every facet."""
    for key, values in chosen.items():
        products = products.filter(_CONDITIONS[key](values))
    return products


def _in_band(band: Band) -> Q:
    above = Q(effective_price__gte=band.least)
    return above if band.below is None else above & Q(effective_price__lt=band.below)


def _whether(condition: Q | GreaterThanOrEqual) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


_IS_REDUCED: Final = Q(effective_price__lt=F("list_price"))

# The average as people read it: what shows as 4.0 has four stars.
_SHOWN_RATING: Final = Round("rating_average", 1)

_CONDITIONS: Final[dict[str, Callable[[tuple[str, ...]], Q | GreaterThanOrEqual]]] = {
    "category": lambda slugs: Q(category__slug__in=slugs),
    "brand": lambda brands: Q(brand__in=brands),
    "price": lambda keys: reduce(or_, (_in_band(band) for band in BANDS if band.key in keys)),
    "rating": lambda stars: GreaterThanOrEqual(_SHOWN_RATING, Value(min(map(int, stars)))),
    "stock": lambda _: Q(in_stock=True),
    "offer": lambda _: _IS_REDUCED,
    LOWEST: lambda limits: Q(effective_price__gte=Decimal(limits[0])),
    HIGHEST: lambda limits: Q(effective_price__lte=Decimal(limits[0])),
}
