"""The facets' side in PostgreSQL: how many products there are of each sort, and a page of the chosen ones."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Floor, Round
from django.db.models.lookups import GreaterThanOrEqual

from promotions.selectors import Offer
from shop.catalogue.facets import BANDS, STARS, YES, Band, Chosen, Group
from shop.catalogue.limits import HIGHEST, LIMITS, LOWEST
from shop.models import ListingRow, ProductSummary
from shop.models.translations import current_language, localised
from shop.pricing.expressions import effective_price

# The place of a price among ``BANDS``, naming it once: see ``effective_price``.
_BAND: Final = (
    f"width_bucket(%(expressions)s, ARRAY[{','.join(str(band.least) for band in BANDS[1:])}]::numeric[])"
)

_GROUPED: Final = ("brand", "band", "in_stock", "is_reduced", "stars")


# The columns of ``ListingRow``, and what of a listed product stands in them.
_TABLE: Final = ListingRow._meta.db_table
_COLUMNS: Final = {
    str(field.column): "pk" if field.primary_key else field.attname
    for field in ListingRow._meta.concrete_fields
}


@dataclass(frozen=True, slots=True)
class Order:
    """Columns of ``ListingRow`` that a listing is sorted by; ``by_rank`` where one is how well a search is met."""

    keys: tuple[str | CombinedExpression, ...]
    by_rank: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A page: ``count`` products from the place ``first`` on. What is not as ``always`` says, values by facet, isn't in
    listing at all."""

    order: Order
    first: int
    count: int
    always: Chosen = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Census:
    """The groups of a listing before anything is chosen; ``names`` are its categories' by their slugs, ``page`` the
    numbers of the products asked for, in their order."""

    groups: tuple[Group, ...]
    names: dict[str, str]
    page: tuple[int, ...]


def priced(products: QuerySet[ProductSummary], offers: tuple[Offer, ...]) -> QuerySet[ProductSummary]:
    """Return ``products`` with what they cost now, as ``effective_price``; ``census_of`` needs it."""
    if "effective_price" in products.query.annotations:
        return products
    return products.annotate(effective_price=effective_price(offers))


def census_of(products: QuerySet[ProductSummary], chosen: Chosen, cut: Cut) -> Census:
    """Count the priced products by everything they can be chosen by, and cut a page out of those chosen.

    One statement, whatever is chosen, that finds and prices the products once. Of ``chosen`` the counts need only the
    limits of the price: every other facet has its values known beforehand.
    """
    limits = {key: values for key, values in chosen.items() if key in LIMITS}
    # Nothing that is counted depends on it, and it is dear.
    ranked = products if cut.order.by_rank else products.annotate(rank=Value(0.0))
    rows = filtered(ListingRow.objects.order_by(), cut.always)
    # Sold-out products come last, however a listing is sorted.
    page = filtered(rows, chosen).order_by("-in_stock", *cut.order.keys).values("pk")
    counted = (
        rows.annotate(
            band=Func(F("effective_price"), template=_BAND, output_field=IntegerField()),
            is_reduced=_whether(_IS_REDUCED),
            stars=Cast(Floor(_SHOWN_RATING), IntegerField()),
            **{key: _whether(_CONDITIONS[key](values)) for key, values in limits.items()},
        )
        .values_list("category__slug", localised("category__name", current_language()), *_GROUPED, *limits)
        .annotate(size=Count("pk"))
    )
    answer = _asked(ranked, counted, page[cut.first : cut.first + cut.count])
    return Census(
        groups=tuple(_group(row, limits) for row in answer),
        names={slug: name for slug, name, *_ in answer},
        page=tuple(answer[0][-1]) if answer else (),
    )


def _group(row: tuple[Any, ...], limits: Chosen) -> Group:
    slug, _, brand, band, in_stock, is_reduced, stars, *within, size, _ = row
    values = {
        "category": (slug,),
        "brand": (brand,),
        "price": (BANDS[band].key,),
        "stock": (YES,) if in_stock else (),
        "offer": (YES,) if is_reduced else (),
        "rating": tuple(least for least in STARS if stars is not None and stars >= int(least)),
        **{key: limits[key] if fits else () for key, fits in zip(limits, within, strict=True)},
    }
    return Group(values, size)


def _asked(
    products: QuerySet[ProductSummary],
    question: QuerySet[ListingRow, Any],
    page: QuerySet[ListingRow, Any],
) -> list[tuple[Any, ...]]:
    """Return the answer to a question about ``ListingRow``s, which are ``products``; the first row ends with the list
    of ``page``, the others with None.

    PostgreSQL keeps what it found for the length of the statement; Django has no words for that.
    """
    rows = products.order_by().values_list(*_COLUMNS.values())
    try:
        found, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    asked, asked_with = question.query.sql_with_params()
    cut, cut_with = page.query.sql_with_params()
    statement = f"""
        WITH {_TABLE} ({", ".join(_COLUMNS)}) AS MATERIALIZED ({found})
        SELECT counted.*, CASE WHEN row_number() OVER () = 1 THEN ARRAY({cut}) END FROM ({asked}) counted
    """  # noqa: S608  (Django wrote all parts)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*given, *cut_with, *asked_with))
        return list(cursor)


def filtered(rows: QuerySet[ListingRow], chosen: Chosen) -> QuerySet[ListingRow]:
    """Return the rows that have one of the chosen values of every facet."""
    for key, values in chosen.items():
        rows = rows.filter(_CONDITIONS[key](values))
    return rows


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
